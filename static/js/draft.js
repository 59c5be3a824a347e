// Keeps what was typed under the form's data-draft key until the server has acknowledged it.
// Acknowledged means: the page shows something with data-token equal to the form's token at the time,
// or an element with data-draft-done naming the key, or a script called forget(form).
import { toast } from "./dom.js";
import { text } from "./texts.js";

const days = 30;
const keyOf = (form) => `draft:${form.dataset.draft}`;
const fields = (form) =>
  [...form.elements].filter((field) => field.name && /^(text|search|textarea|number|date|select-one)$/.test(field.type) && !field.readOnly);

function read(form) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(form)));
  } catch {
    return null;
  }
}

export function forget(form) {
  try {
    localStorage.removeItem(keyOf(form));
  } catch { /* storage may be switched off; then nothing was kept */ }
}

export function keep(form) {
  const values = {};
  for (const field of fields(form)) if (field.value !== field.defaultValue) values[field.name] = field.value;
  const known = read(form);
  // The token stays with the words it was first sent with, so that a repeat is recognised as one.
  const token = known?.sent ? known.token : form.elements.token?.value;
  try {
    if (Object.values(values).some((value) => value.trim?.())) {
      localStorage.setItem(keyOf(form), JSON.stringify({ values, token, at: Date.now(), sent: known?.sent ?? false }));
    } else {
      forget(form);
    }
  } catch { /* full or switched off: typing goes on */ }
}

function wasAcknowledged(draft, form) {
  const done = [...document.querySelectorAll("[data-draft-done]")].some((mark) => mark.dataset.draftDone === form.dataset.draft);
  return done || Boolean(draft.token && document.querySelector(`[data-token="${CSS.escape(draft.token)}"]`));
}

export function start(form) {
  if (!form.dataset.draft) return;
  const draft = read(form);
  // What the server kept later, from another machine, is newer than what this browser remembers.
  const older = draft && Number(form.dataset.draftAt) > draft.at;
  if (draft && (older || wasAcknowledged(draft, form) || Date.now() - draft.at > days * 86_400_000)) forget(form);
  else if (draft && !form.querySelector('[aria-invalid="true"]')) {
    let restored = false;
    for (const field of fields(form)) {
      const value = draft.values?.[field.name];
      if (value === undefined || field.value === value) continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      restored = true;
    }
    if (draft.sent && draft.token && form.elements.token) form.elements.token.value = draft.token;
    if (restored) toast(text("restored"));
  }
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(form), 250);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep(form);
    const kept = read(form);
    if (!kept) return;
    try {
      localStorage.setItem(keyOf(form), JSON.stringify({ ...kept, sent: true }));
    } catch { /* as above */ }
  });
  addEventListener("pagehide", () => {
    if (!read(form)?.sent) keep(form);
  });
}
