// data-confirm on a submit button or a form: asks in a dialog first. Without script the form is simply sent.
import { make } from "./dom.js";
import { text } from "./texts.js";

function ask(question, label) {
  return new Promise((resolve) => {
    const dialog = make("dialog", { class: "dialog", "aria-label": text("sureTitle") },
      make("div", { class: "dialog-body" }, make("p", {}, question)),
      make("form", { class: "dialog-foot", method: "dialog" },
        make("button", { class: "button", value: "" }, text("cancel")),
        make("button", { class: "button", "data-variant": "brand", value: "yes", autofocus: "" }, label)));
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}

export function start(element) {
  const form = element.form ?? element;
  let agreed = false;
  form.addEventListener("submit", async (event) => {
    if (element !== form && event.submitter !== element) return;
    if (agreed) {
      agreed = false;
      return;
    }
    event.preventDefault();
    const submitter = event.submitter;
    if (await ask(element.dataset.confirm, submitter?.textContent.trim() || text("ok"))) {
      agreed = true;
      form.requestSubmit(submitter);
    } else {
      submitter?.focus();
    }
  });
}
