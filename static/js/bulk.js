// Many rows at once: tick all, a range with Shift, and a bar that says how many are chosen.
export function start(form) {
  const bar = form.querySelector("[data-bulk-bar]");
  const count = form.querySelector("[data-bulk-count]");
  const findAll = () => form.querySelector("[data-bulk-all]"); // the rows may have been renewed
  const boxes = () => [...form.querySelectorAll('.c-check input[type="checkbox"]:not([data-bulk-all])')];
  let last = null;

  function show() {
    const chosen = boxes().filter((box) => box.checked).length;
    if (bar) bar.dataset.state = chosen ? "chosen" : "empty";
    if (count) count.textContent = chosen;
    const all = findAll();
    if (all) {
      all.checked = chosen > 0 && chosen === boxes().length;
      all.indeterminate = chosen > 0 && !all.checked;
    }
  }

  form.addEventListener("click", (event) => {
    const list = boxes();
    if (event.target === findAll()) for (const box of list) box.checked = event.target.checked;
    const place = list.indexOf(event.target);
    if (place >= 0) {
      if (event.shiftKey && last !== null) {
        for (const box of list.slice(Math.min(place, last), Math.max(place, last) + 1)) box.checked = event.target.checked;
      }
      last = place;
    }
  });
  form.addEventListener("change", show);
  form.addEventListener("portal:added", show);
  form.addEventListener("reset", () => setTimeout(show));
  show();
}
