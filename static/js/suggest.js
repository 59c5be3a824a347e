// Suggestions under a search field: a combobox with a listbox, moved through with the arrows. Without script the form is sent as it is.
import { make } from "./dom.js";
import { text } from "./texts.js";

const WAIT_MS = 60;
let fields = 0;

export function start(field) {
  const form = field.form;
  const key = `suggest-${++fields}`;
  const list = make("ul", { class: "suggest-list", id: key, role: "listbox", "aria-label": text("suggestions") });
  const manage = make("a", { class: "suggest-manage", href: "/me/searches", hidden: "" }, text("ownSearches"));
  const sheet = make("div", { class: "suggest", hidden: "" }, list, manage);
  const count = make("span", { class: "sr-only", role: "status" });
  form.append(sheet, count);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": key }))
    field.setAttribute(name, value);

  const known = new Map();
  let active = -1;
  let timer = 0;
  let asking = null;

  function close() {
    clearTimeout(timer);
    asking?.abort();
    sheet.hidden = true;
    active = -1;
    count.textContent = "";
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function mark(place) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = list.children[active];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function choose(option) {
    field.value = option.dataset.text;
    close();
    form.requestSubmit();
  }

  function show(items, typed) {
    list.replaceChildren(...items.map((item, place) => option(item, place, typed)));
    manage.hidden = !items.some((item) => item.kind === "past");
    active = -1;
    field.removeAttribute("aria-activedescendant");
    sheet.hidden = !items.length;
    field.setAttribute("aria-expanded", String(items.length > 0));
    count.textContent = items.length ? text("suggestionCount").replace("{n}", items.length) : "";
  }

  function option(item, place, typed) {
    const begins = typed && item.text.toLowerCase().startsWith(typed.toLowerCase());
    const words = begins
      ? [item.text.slice(0, typed.length), make("b", {}, item.text.slice(typed.length))]
      : [item.text];
    return make("li", { class: "suggest-option", id: `${key}-${place}`, role: "option", "aria-selected": "false", "data-text": item.text },
      make("span", { class: "suggest-text" }, ...words),
      make("span", { class: "suggest-kind" }, item.note ? `${item.label} · ${item.note}` : item.label));
  }

  async function ask() {
    asking?.abort();
    const typed = field.value.slice(0, 200);
    if (!known.has(typed)) {
      asking = new AbortController();
      try {
        const answer = await fetch(`/search/suggest?q=${encodeURIComponent(typed.toWellFormed?.() ?? typed)}`, { signal: asking.signal });
        if (!answer.ok) return;
        if (known.size > 100) known.clear();
        known.set(typed, (await answer.json()).items);
      } catch {
        return; // aborted, or no network: the field works without
      }
    }
    if (field.value.slice(0, 200) === typed && document.activeElement === field) show(known.get(typed), typed.trim());
  }

  function askSoon() {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  }

  field.addEventListener("input", (event) => {
    if (!event.isComposing) askSoon();
  });
  field.addEventListener("compositionend", askSoon);
  field.addEventListener("focus", () => {
    if (!field.value) askSoon();
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const size = list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (sheet.hidden) ask();
      else mark(active < 0 && step < 0 ? size - 1 : active + step >= size ? -1 : active + step);
    } else if (event.key === "Enter" && active >= 0) choose(list.children[active]);
    else if (event.key === "Escape" && !sheet.hidden) close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  // Pressing on the list leaves the field its focus; leaving the whole form closes it.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  form.addEventListener("submit", close);
}
