// What was said, on the page: fetches what is new, puts it in its place, and keeps the last words in sight.
import { make, toast } from "../dom.js";
import { text } from "../texts.js";

const html = { headers: { Accept: "text/html" } };

export class Lines {
  // settled(token): what was on its way has arrived; seen(): something new stands on the page.
  constructor(root, { settled, seen }) {
    Object.assign(this, { settled, seen });
    this.address = `/threads/${root.dataset.thread}`;
    this.items = root.querySelector("[data-items]");
    this.newest = Number(root.dataset.newest);
    this.notes = Number(root.dataset.notes);
    this.past = Boolean(root.dataset.past);
  }

  begin() {
    if (!location.hash) {
      this.items.scrollTop = this.items.scrollHeight;
      if (!this.past) this.toEnd();
    }
    this.stayAtEnd();
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
    if (answer?.ok && !answer.redirected) this.put(await answer.text());
  }

  put(markup) {
    const template = make("template");
    template.innerHTML = markup;
    const list = this.items;
    let fresh = 0;
    for (const item of [...template.content.children]) {
      if (item.dataset.day) {
        if (list.querySelector(`[data-day="${item.dataset.day}"]`)) continue;
        // What was sent from here stands on the page already: its day is put above it, not below.
        const first = item.nextElementSibling && this.known(item.nextElementSibling);
        if (first) first.before(item);
        else this.append(item);
        continue;
      }
      const name = item.dataset.message ?? "";
      const token = item.dataset.token;
      const known = this.known(item);
      if (token) this.settled(token);
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
    this.seen();
  }

  // The same message where it stands already: by its number, or by the token it was sent with.
  known(item) {
    const { message = "", token } = item.dataset;
    return this.items.querySelector(`[data-message="${message}"]`) ?? (token ? this.items.querySelector(`[data-token="${token}"]`) : null);
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
}
