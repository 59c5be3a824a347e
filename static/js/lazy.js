// A piece of the page fetched when it is needed: data-url, at once, or when the <details> around it is opened. Its link serves without script.
// With data-thread it is fetched anew when that thread changes, unless somebody is filling in a form of it.
import { onLive } from "./live.js";

export function start(place) {
  const details = place.closest("details");
  let loaded = false;

  async function load() {
    const answer = await fetch(place.dataset.url, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    loaded = true;
    place.innerHTML = await answer.text();
    place.dispatchEvent(new Event("portal:added", { bubbles: true }));
  }

  const busy = () => place.contains(document.activeElement) || place.querySelector("details[open]");
  if (details && !details.open) details.addEventListener("toggle", () => loaded || load(), { once: true });
  else load();
  if (!place.dataset.thread) return;
  onLive(({ kind, data }) => {
    if (loaded && kind === "changed" && data.thread === place.dataset.thread && !busy()) load();
  });
}
