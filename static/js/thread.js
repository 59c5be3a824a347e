// A conversation that is alive: sends without leaving the page, shows what is new, who has read and who types.
import { onLive, unwatch, watch } from "./live.js";
import { text } from "./texts.js";
import { Lines } from "./thread/lines.js";
import { Presence } from "./thread/presence.js";
import { Standing } from "./thread/standing.js";
import { Writing } from "./thread/writing.js";

export function start(root) {
  new Conversation(root).begin();
}

class Conversation {
  constructor(root) {
    this.root = root;
    this.no = root.dataset.thread;
    this.past = Boolean(root.dataset.past);
    const form = root.querySelector("form.composer");
    this.lines = new Lines(root, {
      settled: (token) => this.writing?.outbox?.remove(token),
      seen: () => {
        this.presence.markRead();
        this.standing.refreshState();
      },
    });
    this.standing = new Standing(root);
    this.presence = new Presence(root, { newest: () => this.lines.newest, asNote: () => form?.elements.as?.value === "note" });
    if (form && !this.past) this.writing = new Writing(root, form, { lines: this.lines, presence: this.presence });
  }

  begin() {
    this.lines.begin();
    this.root.querySelector("[data-facts]")?.addEventListener("click", (event) => toggleFacts(event.currentTarget));
    if (this.past) return;
    watch(this.no);
    onLive((event) => this.hear(event));
    this.presence.beSeen();
    this.writing?.begin();
    document.addEventListener("visibilitychange", () => this.presence.markRead());
    addEventListener("focus", () => this.presence.markRead());
    this.presence.markRead();
  }

  hear({ kind, data }) {
    if (kind === "connected") this.showConnection(data);
    else if (kind === "lost") this.stillHere();
    else if (data.thread !== this.no) return;
    else if (kind === "message") {
      // Who spoke last decides where the matter stands.
      this.lines.refresh();
      this.standing.refreshSide();
    } else if (kind === "note") this.lines.refresh();
    else if (kind === "edited") this.lines.renew(data.id);
    else if (kind === "read" || kind === "presence") this.standing.refreshState();
    else if (kind === "changed") this.standing.refreshSide({ say: true });
  }

  showConnection({ ok, why }) {
    const line = this.root.querySelector("[data-connection]");
    clearTimeout(this.connectionTimer);
    if (ok) {
      line.dataset.state = "ok";
      line.textContent = "";
      this.lines.refresh();
      this.standing.refreshState();
      this.standing.refreshSide();
      this.writing?.outbox?.push();
      return;
    }
    // A reconnection takes a second or two: only a longer silence is worth a word.
    this.connectionTimer = setTimeout(() => {
      line.dataset.state = "lost";
      line.textContent = text(why === "out" ? "signedOut" : "lost");
    }, why === "out" ? 0 : 4000);
  }

  async stillHere() {
    const answer = await fetch(`/threads/${this.no}/state`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.status === 404) {
      unwatch(this.no);
      location.reload();
    } else if (answer) watch(this.no);
  }
}

function toggleFacts(button) {
  const side = document.querySelector("[data-side-panel]");
  const open = side.dataset.state !== "open";
  side.dataset.state = open ? "open" : "";
  button.setAttribute("aria-expanded", String(open));
  if (open) side.scrollIntoView({ block: "nearest" });
}
