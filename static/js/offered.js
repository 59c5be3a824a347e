// What may answer a question before it is sent: looked up when typing pauses, or by the button. Sending never waits for it.
const PAUSE_MS = 900;

export function start(form) {
  const place = form.querySelector("[data-offered]");
  const button = document.querySelector("[data-look-button]");
  if (!place || !form.dataset.look) return;
  const address = form.dataset.look;
  let timer = 0;
  let asking = null;
  let shownFor = "";

  const words = () => ["kind", "subject", "body"].map((name) => form.elements[name]?.value.trim() ?? "").join("\n");

  async function look() {
    clearTimeout(timer);
    const asked = words();
    if (asked === shownFor) return;
    asking?.abort();
    asking = new AbortController();
    const sent = new URLSearchParams();
    for (const name of ["csrf_token", "kind", "subject", "body"]) sent.set(name, (form.elements[name]?.value ?? "").toWellFormed?.() ?? "");
    try {
      const answer = await fetch(address, { method: "POST", body: sent, headers: { Accept: "text/html" }, signal: asking.signal });
      if (!answer.ok || answer.redirected) return;
      shownFor = asked;
      const markup = await answer.text();
      if (place.innerHTML !== markup) place.innerHTML = markup;
    } catch { /* aborted, or no network: the form is sent without */ }
  }

  const soon = (event) => {
    if (event?.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  };
  for (const name of ["kind", "subject", "body"]) {
    form.elements[name]?.addEventListener("input", soon);
    form.elements[name]?.addEventListener("compositionend", soon);
  }
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    asking?.abort();
  });
  // It looks by itself now: a button that only does the same would be one more thing to read.
  if (button) button.hidden = true;
  if (form.elements.body?.value.trim()) soon();
}
