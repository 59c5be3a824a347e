// data-module="share": hands the page's address to the system's share sheet, or copies it; hidden where neither works.
import { toast } from "./dom.js";

export function start(button) {
  if (!navigator.share && !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const url = location.origin + location.pathname;
    try {
      if (navigator.share) await navigator.share({ title: button.dataset.shareTitle, url });
      else {
        await navigator.clipboard.writeText(url);
        toast(button.dataset.shareDone);
      }
    } catch { /* the reader closed the sheet, or the browser refused: nothing was lost */ }
  });
}
