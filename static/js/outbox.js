// What was sent and not yet acknowledged, kept in the browser; tries again until the server has it. The sender's token makes
// sure that it is stored once however often it arrives.
const waits = [1, 2, 4, 8, 15, 30];

export class Outbox {
  // key: where it is kept; address: where it goes; show(entry): called whenever an entry's state changes; done(entry): it arrived.
  constructor({ key, address, csrf, show, done }) {
    Object.assign(this, { key, address, csrf, show, done });
    this.files = new Map();
    this.entries = this.read();
    this.busy = false;
    addEventListener("online", () => this.push());
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? [];
    } catch {
      return [];
    }
  }

  keep() {
    try {
      if (this.entries.length) localStorage.setItem(this.key, JSON.stringify(this.entries));
      else localStorage.removeItem(this.key);
    } catch { /* full or switched off: it still goes out from memory */ }
  }

  add({ token, body, as, seen, files }) {
    const entry = { token, body, as, seen, files: files.map((file) => file.name), at: Date.now(), state: "sending", tries: 0, why: "" };
    this.files.set(token, files);
    this.entries.push(entry);
    this.keep();
    this.show(entry);
    this.push();
    return entry;
  }

  remove(token) {
    this.entries = this.entries.filter((entry) => entry.token !== token);
    this.files.delete(token);
    this.keep();
  }

  // seen: the newest message the writer has before them now.
  retry(token, { seen } = {}) {
    const entry = this.entries.find((one) => one.token === token);
    if (!entry) return;
    Object.assign(entry, { state: "sending", tries: 0, crossed: false, seen: seen ?? entry.seen });
    this.show(entry);
    this.push();
  }

  async push() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      for (;;) {
        // In order: nothing overtakes what was written before it, unless that was refused for good.
        const entry = this.entries.find((one) => one.state === "sending");
        if (!entry || !(await this.send(entry))) return;
      }
    } finally {
      this.busy = false;
    }
  }

  async send(entry) {
    const form = new FormData();
    for (const [name, value] of [["csrf_token", this.csrf], ["token", entry.token], ["body", entry.body], ["as", entry.as], ["seen", entry.seen ?? ""]]) form.set(name, value);
    for (const file of this.files.get(entry.token) ?? []) form.append("files", file);
    let answer;
    try {
      answer = await fetch(this.address, { method: "POST", body: form, headers: { Accept: "application/json" } });
    } catch {
      return this.later(entry);
    }
    if (answer.ok) {
      const { no } = await answer.json().catch(() => ({}));
      this.remove(entry.token);
      this.done(entry, no);
      return true;
    }
    if (answer.status === 429 || answer.status >= 500) return this.later(entry, Number(answer.headers.get("Retry-After")) || 0);
    const problem = await answer.json().catch(() => ({}));
    Object.assign(entry, { state: "failed", why: problem.errors?.[0]?.detail || problem.detail || "", crossed: answer.status === 409 });
    this.keep();
    this.show(entry);
    return true;
  }

  later(entry, atLeast = 0) {
    entry.tries += 1;
    this.keep();
    this.show(entry);
    const wait = Math.max(atLeast, waits[Math.min(entry.tries, waits.length) - 1]);
    this.timer = setTimeout(() => this.push(), wait * 1000);
    return false;
  }
}
