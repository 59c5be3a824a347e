// Ready answers beside the box: searched while one types, a press puts one in at the caret. The links lead to the page with the answer in the box, without script.
async function search(form) {
  const asked = form.elements.q.value;
  const answer = await fetch(`${form.getAttribute("action")}?part=1&q=${encodeURIComponent(asked)}`, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (form.elements.q.value !== asked) return; // somebody types on: theirs comes
  form.parentElement.querySelector("[data-answers-found]").replaceWith(page.querySelector("[data-answers-found]"));
}

export function start(place) {
  let timer;
  for (const kind of ["input", "submit"]) {
    place.addEventListener(kind, (event) => {
      const form = event.target.closest("[data-answers-search]");
      if (!form) return;
      if (kind === "submit") event.preventDefault();
      clearTimeout(timer);
      timer = setTimeout(() => search(form), kind === "submit" ? 0 : 250);
    });
  }
  place.addEventListener("click", (event) => {
    const answer = event.target.closest("[data-insert]");
    const area = document.querySelector("form.composer textarea");
    if (!answer || !area || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    area.setRangeText(answer.dataset.insert, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    place.open = false;
    area.focus();
  });
}
