// Renews a piece of the page from its address while the piece says that work goes on; then the page is asked for anew.
const EVERY_MS = 1000;

export function start(element) {
  let failed = 0;

  async function renew() {
    if (document.hidden) return void setTimeout(renew, EVERY_MS);
    try {
      const answer = await fetch(element.dataset.url, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      element.innerHTML = await answer.text();
      failed = 0;
    } catch {
      failed += 1;
    }
    if (!element.querySelector("[data-running]") && failed === 0) return void location.replace(element.dataset.then);
    if (failed < 20) setTimeout(renew, EVERY_MS * (1 + failed));
  }

  setTimeout(renew, EVERY_MS);
}
