// A conversation that is alive: sends without leaving the page, shows what is new, who has read and who types.
import { make, toast } from "./dom.js";
import { forget } from "./draft.js";
import { onLive, unwatch, watch } from "./live.js";
import { Outbox } from "./outbox.js";
import { text } from "./texts.js";

const html = { headers: { Accept: "text/html" } };
const json = { headers: { Accept: "application/json" } };
const newToken = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const clock = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });

export function start(root) {
  new Conversation(root).begin();
}

class Conversation {
  constructor(root) {
    this.root = root;
    this.no = root.dataset.thread;
    this.address = `/threads/${this.no}`;
    this.items = root.querySelector("[data-items]");
    this.form = root.querySelector("form.composer");
    this.newest = Number(root.dataset.newest);
    this.notes = Number(root.dataset.notes);
    this.readTo = Number(root.dataset.readTo);
    this.past = Boolean(root.dataset.past);
    this.readers = null;
  }

  begin() {
    if (!location.hash) {
      this.items.scrollTop = this.items.scrollHeight;
      if (!this.past) this.toEnd();
    }
    this.stayAtEnd();
    this.root.querySelector("[data-facts]")?.addEventListener("click", (event) => this.toggleFacts(event.currentTarget));
    if (this.past) return;
    watch(this.no);
    onLive((event) => this.hear(event));
    this.beSeen();
    if (this.form) this.compose();
    document.addEventListener("visibilitychange", () => this.markRead());
    addEventListener("focus", () => this.markRead());
    this.markRead();
  }

  toggleFacts(button) {
    const side = document.querySelector("[data-side-panel]");
    const open = side.dataset.state !== "open";
    side.dataset.state = open ? "open" : "";
    button.setAttribute("aria-expanded", String(open));
    if (open) side.scrollIntoView({ block: "nearest" });
  }

  // ---- News

  hear({ kind, data }) {
    if (kind === "connected") this.showConnection(data);
    else if (kind === "lost") this.stillHere();
    else if (data.thread !== this.no) return;
    else if (kind === "message") {
      // Who spoke last decides where the matter stands.
      this.refresh();
      this.refreshSide();
    } else if (kind === "note") this.refresh();
    else if (kind === "edited") this.renew(data.id);
    else if (kind === "read" || kind === "presence") this.refreshState();
    else if (kind === "changed") this.refreshSide({ say: true });
  }

  showConnection({ ok, why }) {
    const line = this.root.querySelector("[data-connection]");
    clearTimeout(this.connectionTimer);
    if (ok) {
      line.dataset.state = "ok";
      line.textContent = "";
      this.refresh();
      this.refreshState();
      this.refreshSide();
      this.outbox?.push();
      return;
    }
    // A reconnection takes a second or two: only a longer silence is worth a word.
    this.connectionTimer = setTimeout(() => {
      line.dataset.state = "lost";
      line.textContent = text(why === "out" ? "signedOut" : "lost");
    }, why === "out" ? 0 : 4000);
  }

  async stillHere() {
    const answer = await fetch(`${this.address}/state`, json).catch(() => null);
    if (answer?.status === 404) {
      unwatch(this.no);
      location.reload();
    } else if (answer) watch(this.no);
  }

  // Several pieces of news at once make one request; news that comes meanwhile makes another.
  async refresh() {
    if (this.refreshing) {
      this.again = true;
      return;
    }
    this.refreshing = true;
    try {
      const answer = await fetch(`${this.address}/messages?after=${this.newest}&notes=${this.notes}`, html);
      if (answer.ok && !answer.redirected) this.put(await answer.text());
    } catch { /* the connection's return refreshes */ } finally {
      this.refreshing = false;
    }
    if (this.again) {
      this.again = false;
      this.refresh();
    }
  }

  async renew(id) {
    const answer = await fetch(`${this.address}/messages?only=${id}`, html).catch(() => null);
    if (answer?.ok) this.put(await answer.text());
  }

  put(markup) {
    const template = make("template");
    template.innerHTML = markup;
    const list = this.items;
    let fresh = 0;
    for (const item of [...template.content.children]) {
      if (item.dataset.day) {
        if (!list.querySelector(`[data-day="${item.dataset.day}"]`)) this.append(item);
        continue;
      }
      const name = item.dataset.message ?? "";
      const token = item.dataset.token;
      const known = list.querySelector(`[data-message="${name}"]`) ?? (token && list.querySelector(`[data-token="${token}"]`));
      if (token) this.outbox?.remove(token);
      if (known) known.replaceWith(item);
      else {
        this.append(item);
        fresh += 1;
      }
      if (name.startsWith("m")) this.newest = Math.max(this.newest, Number(name.slice(1)));
      if (name.startsWith("n")) this.notes = Math.max(this.notes, Number(name.slice(1)));
    }
    if (this.atEnd) this.toEnd(); // what only took the place of something else may be taller than that was
    if (!fresh) return;
    if (!this.atEnd && [...template.content.children].some((item) => item.dataset.side === "theirs")) toast(text("newBelow"));
    this.markRead();
    this.refreshState();
  }

  // In the order it was said: what others wrote while this page was cut off stands above what it sent on its return.
  append(item) {
    const id = /^m\d+$/.test(item.dataset.message ?? "") ? Number(item.dataset.message.slice(1)) : Infinity;
    const later = [...this.items.querySelectorAll('[data-message^="m"]')].find((known) => Number(known.dataset.message.slice(1)) > id);
    const place = later ?? this.items.querySelector(".message[data-state]");
    if (place) place.before(item);
    else this.items.append(item);
  }

  // What scrolls: the messages, on a phone the page.
  scroller() {
    return matchMedia("(max-width: 899px)").matches ? document.scrollingElement : this.items;
  }

  toEnd() {
    const scroller = this.scroller();
    scroller.scrollTop = scroller.scrollHeight;
    this.atEnd = true;
  }

  // Who reads the last words goes on seeing them when a font or a picture arrives, or the box below grows.
  stayAtEnd() {
    const look = () => {
      const { scrollHeight, scrollTop, clientHeight } = this.scroller();
      this.atEnd = scrollHeight - scrollTop - clientHeight < 120;
    };
    const keep = () => {
      if (this.atEnd && !this.past) this.toEnd();
    };
    look();
    this.items.addEventListener("scroll", look, { passive: true });
    addEventListener("scroll", look, { passive: true });
    this.items.addEventListener("load", keep, true);
    document.fonts?.ready.then(keep);
    new ResizeObserver(keep).observe(this.items);
  }

  async refreshState() {
    const answer = await fetch(`${this.address}/state`, json).catch(() => null);
    if (!answer?.ok) return;
    const state = await answer.json();
    this.root.querySelector("[data-typing]").textContent = state.typing;
    this.root.querySelector("[data-viewing]").textContent = state.viewing;
    for (const mark of this.items.querySelectorAll('.message[data-side="mine"] [data-read]')) {
      const id = Number(mark.closest("[data-message]").dataset.message.slice(1));
      const seen = state.readers.filter((reader) => reader.to >= id);
      const names = seen.map((reader) => reader.name).filter(Boolean).slice(0, 3);
      if (seen.length) mark.textContent = [text("read"), names.join("、")].filter(Boolean).join(" · ");
    }
    clearTimeout(this.stateTimer);
    // "… is typing" ends by itself when nothing more is heard.
    if (state.typing) this.stateTimer = setTimeout(() => this.refreshState(), 9000);
  }

  async refreshSide({ say = false } = {}) {
    const answer = await fetch(`${this.address}/side`, html).catch(() => null);
    const old = document.querySelector("[data-progress]");
    if (!answer?.ok || !old) return;
    const template = make("template");
    template.innerHTML = await answer.text();
    const fresh = template.content.querySelector("[data-progress]");
    const status = fresh.querySelector(".tag");
    const shown = this.root.querySelector("[data-status]");
    if (shown.textContent !== status.textContent) this.standsNow(shown, status.textContent, say);
    shown.dataset.tone = status.dataset.tone;
    old.replaceWith(fresh);
  }

  // The desk's form follows too, unless somebody is just choosing: else saving it would set the old status again.
  standsNow(shown, words, say) {
    if (say) toast(text("statusNow") + words);
    shown.textContent = words;
    this.root.querySelector("[data-waited]")?.remove();
    const choice = document.querySelector(".talk-work [name=status]");
    const options = [...(choice?.options ?? [])];
    const was = options.find((option) => option.defaultSelected);
    const is = options.find((option) => option.text === words);
    if (!is || choice.value !== was?.value) return;
    was.defaultSelected = false;
    is.defaultSelected = is.selected = true;
  }

  // ---- What the others learn of us

  async post(path, values) {
    const body = new URLSearchParams(values);
    body.set("csrf_token", this.root.dataset.csrf);
    return fetch(`${this.address}/${path}`, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true }).catch(() => null);
  }

  markRead() {
    if (document.hidden || this.newest <= this.readTo) return;
    clearTimeout(this.readTimer);
    this.readTimer = setTimeout(async () => {
      const upTo = this.newest;
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
    const as = this.form.elements.as?.value === "note" ? "noting" : "typing";
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

  // ---- Writing

  compose() {
    const form = this.form;
    this.area = form.querySelector("textarea");
    this.outbox = new Outbox({
      key: `outbox:${form.dataset.draft}`,
      address: form.getAttribute("action"),
      csrf: form.elements.csrf_token.value,
      show: (entry) => this.showPending(entry),
      done: (entry, no) => this.arrived(entry, no),
    });
    this.area.addEventListener("input", () => (this.area.value.trim() ? this.type() : this.stopTyping()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.items.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      const bubble = button?.closest("[data-token]");
      if (!bubble) return;
      if (button.dataset.do === "retry") this.outbox.retry(bubble.dataset.token);
      else this.takeBack(bubble);
    });
    for (const entry of [...this.outbox.entries]) {
      if (this.items.querySelector(`[data-token="${entry.token}"]`)) this.outbox.remove(entry.token);
      else if (entry.files.length) {
        // The browser keeps no files over a reload: the words go back into the box, the files must be chosen again.
        this.outbox.remove(entry.token);
        this.area.value = entry.body;
        toast(text("filesAgain"), { tone: "warn", seconds: 10 });
      } else this.showPending(entry);
    }
    this.outbox.push();
  }

  submit() {
    const form = this.form;
    const body = this.area.value.trim();
    const files = [...(form.elements.files?.files ?? [])];
    if (!body && !files.length) {
      this.area.focus();
      return;
    }
    this.stopTyping();
    this.outbox.add({ token: form.elements.token.value, body, as: form.elements.as?.value ?? "reply", files });
    const as = form.elements.as?.value;
    form.reset();
    if (as) for (const choice of form.elements.as) choice.checked = choice.value === as;
    this.area.value = "";
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
    form.elements.token.value = newToken();
    form.querySelector("[data-files]")?.replaceChildren();
    form.querySelector(".field-error")?.remove();
    forget(form);
    this.toEnd();
    this.area.focus();
  }

  showPending(entry) {
    const old = this.items.querySelector(`[data-token="${entry.token}"]`);
    const failed = entry.state === "failed";
    const words = failed ? `${text("failed")}${entry.why ? `：${entry.why}` : ""}` : text(entry.tries ? "waiting" : "sending");
    const meta = make("p", { class: "message-meta num" }, make("time", {}, clock(entry.at)), make("span", {}, words));
    if (failed || entry.tries) meta.append(make("button", { type: "button", "data-do": "retry" }, text("retry")));
    if (failed) meta.append(make("button", { type: "button", "data-do": "back" }, text("takeBack")));
    const bubble = make("div", { class: "message-bubble" }, ...this.lines(entry.body || entry.files.join("、")));
    const author = this.root.dataset.author;
    const item = make(
      "article",
      { class: "message", "data-side": entry.as === "note" ? "note" : "mine", "data-token": entry.token, "data-state": entry.state },
      make("span", { class: "avatar", "data-size": "small", "data-tone": "8", "aria-hidden": "true" }, author.slice(0, 1)),
      make("div", { class: "message-main" }, bubble, meta),
    );
    if (old) old.replaceWith(item);
    else this.items.append(item);
  }

  lines(body) {
    return body.split("\n").flatMap((line, index) => (index ? [make("br"), line] : [line]));
  }

  arrived(entry, no) {
    const bubble = this.items.querySelector(`[data-token="${entry.token}"][data-state]`);
    if (bubble) {
      bubble.dataset.message = no ?? "";
      bubble.querySelector(".message-meta span").textContent = text("delivered");
      delete bubble.dataset.state;
    }
    this.refresh();
  }

  takeBack(bubble) {
    const entry = this.outbox.entries.find((one) => one.token === bubble.dataset.token);
    if (entry) this.area.value = [entry.body, this.area.value].filter(Boolean).join("\n");
    this.outbox.remove(bubble.dataset.token);
    bubble.remove();
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
    this.area.focus();
  }
}
