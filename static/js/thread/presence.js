// What the others learn of us: that we look, that we type, how far we have read.

export class Presence {
  // newest(): the number of the newest message on the page; asNote(): whether a note is being written.
  constructor(root, { newest, asNote }) {
    Object.assign(this, { root, newest, asNote });
    this.address = `/threads/${root.dataset.thread}`;
    this.readTo = Number(root.dataset.readTo);
  }

  async post(path, values) {
    const body = new URLSearchParams(values);
    body.set("csrf_token", this.root.dataset.csrf);
    return fetch(`${this.address}/${path}`, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true }).catch(() => null);
  }

  markRead() {
    if (document.hidden || this.newest() <= this.readTo) return;
    clearTimeout(this.readTimer);
    this.readTimer = setTimeout(async () => {
      const upTo = this.newest();
      if (document.hidden || upTo <= this.readTo) return;
      const answer = await this.post("read", { to: upTo });
      if (answer?.ok) this.readTo = upTo;
    }, 300);
  }

  beSeen() {
    this.doing = "viewing";
    const say = () => {
      if (!document.hidden) this.post("presence", { state: "viewing" });
    };
    say();
    setInterval(say, 80_000);
    addEventListener("pagehide", () => {
      const body = new URLSearchParams({ state: "gone", csrf_token: this.root.dataset.csrf });
      navigator.sendBeacon(`${this.address}/presence`, body);
    });
  }

  type() {
    const as = this.asNote() ? "noting" : "typing";
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.stopTyping(), 6000);
    if (this.doing === as && Date.now() - this.saidAt < 5000) return;
    this.doing = as;
    this.saidAt = Date.now();
    this.post("presence", { state: as });
  }

  stopTyping() {
    clearTimeout(this.typingTimer);
    if (this.doing === "viewing") return;
    this.doing = "viewing";
    this.post("presence", { state: "viewing" });
  }
}
