// News from the server. One tab of the browser holds the stream for all of them (Web Locks choose it, a BroadcastChannel
// passes the events on); where no stream is to be had it polls. Events carry ids; whoever hears one fetches what changed.
const me = crypto.randomUUID?.() ?? String(Math.random());
const channel = "BroadcastChannel" in window ? new BroadcastChannel("portal-live") : null;
const kinds = ["message", "edited", "note", "read", "presence", "changed", "threads", "notices"];
const handlers = new Set();
const watched = new Set();
const pollEvery = 3000;
let leading = null;
let connected = false;

export function onLive(handler) {
  handlers.add(handler);
}

export function watch(no) {
  watched.add(no);
  tellWatched();
}

export function unwatch(no) {
  watched.delete(no);
  tellWatched();
}

function dispatch(event) {
  if (event.kind === "unread") {
    showUnread(event.data.unread);
    showNotices(event.data.notices);
  }
  if (event.kind === "connected") connected = event.data.ok;
  for (const handler of handlers) handler(event);
}

function say(message) {
  channel?.postMessage({ from: me, ...message });
}

function tellWatched() {
  if (leading) leading.hear(me, [...watched]);
  else say({ type: "watch", threads: [...watched] });
}

function showUnread(count) {
  for (const badge of document.querySelectorAll("[data-unread]")) {
    badge.textContent = count || "";
    badge.hidden = !count;
  }
  document.title = (count ? `(${count}) ` : "") + document.title.replace(/^\(\d+\) /, "");
}

function showNotices(count) {
  for (const badge of document.querySelectorAll("[data-notices]")) {
    badge.textContent = count > 99 ? "99+" : count || "";
    badge.hidden = !count;
  }
}

class Leader {
  constructor() {
    this.tabs = new Map();
    this.after = null;
    this.seen = new Set();
    this.source = null;
    this.timer = null;
    this.failures = 0;
    this.hear(me, [...watched]);
    say({ type: "hello" });
    // Other tabs say what they watch within a moment; one connection then serves them all.
    setTimeout(() => this.connect(), channel ? 60 : 0);
    setInterval(() => this.forgetOldTabs(), 30_000);
  }

  hear(tab, threads) {
    const before = this.wanted();
    this.tabs.set(tab, { threads, at: Date.now() });
    if (this.wanted() !== before && (this.source || this.timer)) this.connect();
  }

  leave(tab) {
    this.tabs.delete(tab);
  }

  forgetOldTabs() {
    for (const [tab, { at }] of this.tabs) if (tab !== me && Date.now() - at > 75_000) this.tabs.delete(tab);
  }

  wanted() {
    return [...new Set([...this.tabs.values()].flatMap((tab) => tab.threads))].sort().slice(0, 12).join(",");
  }

  query() {
    const query = new URLSearchParams();
    for (const no of this.wanted().split(",").filter(Boolean)) query.append("thread", no);
    if (this.after !== null) query.set("after", this.after);
    return query;
  }

  connect() {
    this.source?.close();
    clearTimeout(this.timer);
    this.timer = null;
    this.source = new EventSource(`/live?${this.query()}`);
    this.source.addEventListener("hello", (event) => {
      this.failures = 0;
      this.after ??= Number(JSON.parse(event.data).last);
      this.state(true);
    });
    for (const kind of kinds) {
      this.source.addEventListener(kind, (event) => this.pass({ id: Number(event.lastEventId), kind, data: JSON.parse(event.data) }));
    }
    this.source.onerror = () => {
      this.state(false);
      // CLOSED: refused (too many streams, signed out, a thread no longer there). Otherwise the browser tries again itself.
      if (this.source.readyState === EventSource.CLOSED) this.poll();
    };
  }

  async poll() {
    this.source = null;
    clearTimeout(this.timer);
    let wait = pollEvery;
    try {
      const answer = await fetch(`/live/poll?${this.query()}`, { headers: { Accept: "application/json" } });
      if (answer.status === 401) return this.state(false, "out");
      if (answer.status === 404) {
        this.tabs.clear();
        this.hear(me, []);
        this.both({ id: 0, kind: "lost", data: {} });
      } else if (answer.ok) {
        const { events, last } = await answer.json();
        this.state(true);
        for (const event of events) this.pass(event);
        this.after = Math.max(this.after ?? 0, last);
      } else {
        wait = 15_000;
      }
    } catch {
      this.state(false);
      wait = 5000;
    }
    this.failures += 1;
    // Another process may have one to give; and every minute or so one may be free again.
    const again = this.failures <= 2 || this.failures % 20 === 0;
    this.timer = setTimeout(() => (again ? this.connect() : this.poll()), wait);
  }

  pass(event) {
    if (this.seen.has(event.id)) return;
    this.seen.add(event.id);
    if (this.seen.size > 2000) this.seen = new Set([...this.seen].slice(-500));
    this.after = Math.max(this.after ?? 0, event.id);
    if (event.kind === "threads" || event.kind === "notices") this.countSoon();
    this.both(event);
  }

  countSoon() {
    this.counting ??= setTimeout(async () => {
      this.counting = null;
      try {
        const answer = await fetch("/live/unread", { headers: { Accept: "application/json" } });
        if (answer.ok) this.both({ id: 0, kind: "unread", data: await answer.json() });
      } catch { /* the next news counts again */ }
    }, 400);
  }

  state(ok, why = "") {
    if (this.ok === ok && !why) return;
    const again = this.ok === false && ok;
    this.ok = ok;
    if (again) this.countSoon();
    this.both({ id: 0, kind: "connected", data: { ok, why } });
  }

  both(event) {
    say({ type: "event", event });
    dispatch(event);
  }
}

function lead() {
  leading = new Leader();
  return new Promise(() => {}); // the lock is kept until the page goes
}

export function start() {
  channel?.addEventListener("message", ({ data }) => {
    if (data.type === "event") dispatch(data.event);
    else if (data.type === "hello") tellWatched();
    else if (leading && data.type === "watch") {
      leading.hear(data.from, data.threads);
      if (leading.ok !== undefined) say({ type: "event", event: { id: 0, kind: "connected", data: { ok: leading.ok } } });
    } else if (leading && data.type === "bye") leading.leave(data.from);
  });
  addEventListener("pagehide", () => say({ type: "bye" }));
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  if (channel && navigator.locks) {
    tellWatched();
    setInterval(() => leading || tellWatched(), 25_000);
    navigator.locks.request("portal-live", lead);
  } else {
    lead();
  }
}

export const isConnected = () => connected;
