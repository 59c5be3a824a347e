// Keeps what was typed under the form's data-draft key until the server has acknowledged it.
// Acknowledged means: any page shows something with data-token equal to the form's token at the time, or a script called forget(form).
import { newToken, toast } from "./dom.js";
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
  // The token stays with the words it was first sent with, so that a repeat is recognised as one; other words get another.
  const sent = Boolean(known?.sent) && same(known.values, values);
  const token = form.elements.token;
  if (token && known?.sent && !sent && token.value === known.token) token.value = newToken();
  try {
    if (Object.values(values).some((value) => value.trim?.())) {
      localStorage.setItem(keyOf(form), JSON.stringify({ values, token: sent ? known.token : token?.value, at: Date.now(), sent }));
    } else {
      forget(form);
    }
  } catch { /* full or switched off: typing goes on */ }
}

function same(some, others) {
  const names = Object.keys(some);
  return names.length === Object.keys(others).length && names.every((name) => some[name] === others[name]);
}

// What the page shows as stored needs no keeping, whichever form it was written in.
function forgetStored() {
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith("draft:"))) {
      const { token } = JSON.parse(localStorage.getItem(key)) ?? {};
      if (token && document.querySelector(`[data-token="${CSS.escape(token)}"]:not([data-state])`)) localStorage.removeItem(key);
    }
  } catch { /* switched off, or not ours */ }
}

// A form, or anything with the token of what was stored.
export function start(form) {
  forgetStored();
  if (!form.dataset.draft) return;
  const draft = read(form);
  // What the server kept later, from another machine, is newer than what this browser remembers.
  const older = draft && Number(form.dataset.draftAt) > draft.at;
  if (draft && (older || Date.now() - draft.at > days * 86_400_000)) forget(form);
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
