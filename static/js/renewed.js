// A list that renews itself when there is news (of data-renew-on, or of threads): fetches data-renew and puts it in place; ticks and the focus stay.
import { onLive } from "./live.js";

export function start(list) {
  const address = list.dataset.renew;
  const renewAt = address.includes("?") ? address : address + location.search;
  let timer = null;

  async function renew() {
    timer = null;
    if (document.hidden) return;
    try {
      const answer = await fetch(renewAt, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const ticked = new Set([...list.querySelectorAll('input[type="checkbox"]:checked')].map((box) => box.value));
      const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      list.innerHTML = await answer.text();
      for (const box of list.querySelectorAll('input[type="checkbox"]')) if (ticked.has(box.value)) box.checked = true;
      if (focused) list.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
      list.dispatchEvent(new Event("portal:added", { bubbles: true }));
    } catch { /* the next news tries again */ }
  }

  const soon = () => {
    timer ??= setTimeout(renew, 600);
  };
  onLive((event) => {
    if (event.kind === (list.dataset.renewOn ?? "threads")) soon();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) soon();
  });
}
