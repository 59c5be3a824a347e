// Keys for those who work here all day: / searches, j and k move through a list, o or Enter opens, x ticks, r replies, n notes, ? shows this.
import { isTyping, make } from "./dom.js";
import { text } from "./texts.js";

let place = -1;

function move(step) {
  const items = [...document.querySelectorAll("[data-list] [data-item]")];
  if (!items.length) return;
  const focused = items.findIndex((item) => item.contains(document.activeElement));
  if (focused >= 0) place = focused;
  place = Math.max(0, Math.min(items.length - 1, place + step));
  const item = items[place];
  (item.matches("a") ? item : item.querySelector("a[href]"))?.focus();
  item.scrollIntoView({ block: "nearest" });
}

const focusedItem = () => document.activeElement?.closest("[data-list] [data-item]");

// The box below a conversation: a reply, or for staff a note.
function write(as) {
  const form = document.querySelector("form.composer");
  const choice = form?.querySelector(`[name="as"][value="${as}"]`);
  if (!form || (as === "note" && !choice)) return;
  choice?.click();
  form.querySelector("textarea").focus();
}

function help() {
  const keys = [["/", "keySearch"], ["j", "keyNext"], ["k", "keyPrevious"], ["o / Enter", "keyOpen"], ["x", "keyTick"], ["r", "keyReply"], ["n", "keyNote"], ["Ctrl + Enter", "keySend"], ["?", "keyHelp"]];
  const list = make("dl", { class: "dialog-keys" });
  for (const [key, words] of keys) list.append(make("dt", {}, make("kbd", {}, key)), make("dd", {}, text(words)));
  const dialog = make("dialog", { class: "dialog", "aria-label": text("keys") },
    make("form", { class: "dialog-head", method: "dialog" }, make("h2", {}, text("keys")), make("button", { class: "button", "data-size": "small" }, text("close"))),
    make("div", { class: "dialog-body" }, list));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "/") [...document.querySelectorAll("[data-search]")].find((field) => field.offsetParent)?.focus();
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "o") focusedItem()?.querySelector("a[href]")?.click();
    else if (event.key === "x") focusedItem()?.querySelector('.c-check input[type="checkbox"]')?.click();
    else if (event.key === "r" || event.key === "n") write(event.key === "n" ? "note" : "reply");
    else if (event.key === "?") help();
    else return;
    event.preventDefault();
  });
}
