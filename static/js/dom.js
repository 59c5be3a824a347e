// Small builders shared by the modules: an element with attributes and children, a toast, the key of something sent.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function toast(words, { tone = "info", seconds = 5 } = {}) {
  const line = make("div", { class: "flash", "data-tone": tone }, make("div", {}, words));
  document.querySelector("[data-toasts]")?.append(line);
  setTimeout(() => line.remove(), seconds * 1000);
}

export const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export const newToken = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
