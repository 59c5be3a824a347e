// Writing a message: it stands on the page at once, goes out through the outbox, and nothing typed is lost.
import { make, newToken, toast } from "../dom.js";
import { forget } from "../draft.js";
import { Outbox } from "../outbox.js";
import { text } from "../texts.js";
import { Keeping } from "./keeping.js";

const clock = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });

export class Writing {
  // lines: what was said; presence: tells that we type.
  constructor(root, form, { lines, presence }) {
    Object.assign(this, { root, form, lines, presence });
    this.items = lines.items;
  }

  begin() {
    const form = this.form;
    this.area = form.querySelector("textarea");
    this.outbox = new Outbox({
      key: `outbox:${form.dataset.draft}`,
      address: form.getAttribute("action"),
      csrf: form.elements.csrf_token.value,
      show: (entry) => this.showPending(entry),
      done: (entry, no) => this.arrived(entry, no),
    });
    this.keeping = new Keeping(form, this.presence);
    this.noteBegun();
    this.area.addEventListener("input", () => {
      this.noteBegun();
      if (this.area.value.trim()) this.presence.type();
      else this.presence.stopTyping();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.items.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      const bubble = button?.closest("[data-token]");
      if (!bubble) return;
      if (button.dataset.do === "retry") this.outbox.retry(bubble.dataset.token, { seen: this.lines.newest });
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

  // What a writer had before them is what stood there when they began: words that came meanwhile may not have been read.
  noteBegun() {
    this.begunAt = this.area.value.trim() ? (this.begunAt ?? this.lines.newest) : null;
  }

  submit() {
    const form = this.form;
    const body = this.area.value.trim();
    const files = [...(form.elements.files?.files ?? [])];
    if (!body && !files.length) {
      this.area.focus();
      return;
    }
    this.presence.stopTyping();
    const as = form.elements.as?.value;
    // A note crosses nobody's words.
    const seen = as === "note" ? this.lines.newest : (this.begunAt ?? this.lines.newest);
    this.outbox.add({ token: form.elements.token.value, body, as: as ?? "reply", seen, files });
    form.reset();
    if (as) for (const choice of form.elements.as) choice.checked = choice.value === as;
    this.area.value = "";
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
    form.elements.token.value = newToken();
    form.querySelector("[data-files]")?.replaceChildren();
    form.querySelector(".field-error")?.remove();
    forget(form);
    this.keeping.sent();
    this.lines.toEnd();
    this.area.focus();
  }

  showPending(entry) {
    const old = this.items.querySelector(`[data-token="${entry.token}"]`);
    const failed = entry.state === "failed";
    const words = failed ? `${entry.crossed ? text("heldBack") : text("failed")}${entry.why ? `：${entry.why}` : ""}` : text(entry.tries ? "waiting" : "sending");
    const meta = make("p", { class: "message-meta num" }, make("time", {}, clock(entry.at)), make("span", {}, words));
    if (failed || entry.tries) meta.append(make("button", { type: "button", "data-do": "retry" }, text(entry.crossed ? "sendAnyway" : "retry")));
    if (failed) meta.append(make("button", { type: "button", "data-do": "back" }, text("takeBack")));
    const bubble = make("div", { class: "message-bubble" }, ...broken(entry.body || entry.files.join("、")));
    const author = this.root.dataset.author;
    const item = make(
      "article",
      { class: "message", "data-side": entry.as === "note" ? "note" : "mine", "data-token": entry.token, "data-state": entry.state },
      make("span", { class: "avatar", "data-size": "small", "data-tone": "8", "aria-hidden": "true" }, author.slice(0, 1)),
      make("div", { class: "message-main" }, bubble, meta),
    );
    if (old) old.replaceWith(item);
    else this.items.append(item);
    // What the colleague wrote is shown above it, to be read before anything is sent.
    if (entry.crossed) this.lines.refresh();
  }

  arrived(entry, no) {
    const bubble = this.items.querySelector(`[data-token="${entry.token}"][data-state]`);
    if (bubble) {
      bubble.dataset.message = no ?? "";
      bubble.querySelector(".message-meta span").textContent = text("delivered");
      delete bubble.dataset.state;
    }
    this.lines.refresh();
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

function broken(body) {
  return body.split("\n").flatMap((line, index) => (index ? [make("br"), line] : [line]));
}
