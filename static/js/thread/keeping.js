// What is being written is kept by the server too, a moment after the last key: it is there again on another machine.
const AFTER_MS = 1500;

export class Keeping {
  constructor(form, presence) {
    Object.assign(this, { form, presence });
    this.area = form.querySelector("textarea");
    this.kept = this.area.value;
    form.addEventListener("input", () => this.soon());
    addEventListener("pagehide", () => this.timer && this.keep());
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), AFTER_MS);
  }

  // It has gone out: the server forgets it by itself.
  sent() {
    clearTimeout(this.timer);
    this.timer = null;
    this.kept = "";
  }

  keep() {
    clearTimeout(this.timer);
    this.timer = null;
    const body = this.area.value;
    if (body === this.kept) return;
    this.kept = body;
    const { as, token } = this.form.elements;
    this.presence.post("draft", { body, as: as?.value ?? "reply", token: token.value });
  }
}
