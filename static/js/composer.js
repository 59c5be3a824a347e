// The box one types in: phrases at a press, Ctrl+Enter sends, names of the files chosen. Sending without a reload is the thread module's.
import { make } from "./dom.js";

export function start(form) {
  const area = form.querySelector("textarea");
  const files = form.querySelector('input[type="file"]');
  const list = form.querySelector("[data-files]");

  form.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]");
    if (!phrase) return;
    area.setRangeText((area.value && !/\s$/.test(area.value.slice(0, area.selectionStart)) ? " " : "") + phrase.textContent, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  files?.addEventListener("change", () => list.replaceChildren(...[...files.files].map((file) => make("span", { class: "tag" }, file.name))));
  form.addEventListener("reset", () => list?.replaceChildren());
}
