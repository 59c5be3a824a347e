// The form of a listing: choosing a category brings its suggestions, and its unit, name and standard where nobody typed yet.
export function start(form) {
  const known = document.querySelector("[data-suggestions]");
  const choice = form.elements.category;
  if (!known || !choice) return;
  const entry = (code) => known.querySelector(`data[data-category="${CSS.escape(code)}"]`)?.dataset;
  let before = entry(choice.value);

  function show() {
    const now = entry(choice.value);
    if (!now) return;
    for (const input of form.querySelectorAll("[data-suggest]")) input.setAttribute("list", `${input.dataset.suggest}-${now.category}`);
    form.elements.spec.placeholder = now.example;
    return now;
  }

  // A value counts as untouched while it is empty or what the category before had put there.
  function fill(field, fresh, old) {
    if (field && (!field.value || field.value === old)) field.value = fresh;
  }

  choice.addEventListener("change", () => {
    const now = show();
    if (!now) return;
    fill(form.elements.product_name, now.name, before?.name);
    fill(form.elements.standard, now.standard, before?.standard);
    if (!form.elements.quantity.value) form.elements.unit.value = now.unit;
    before = now;
  });
  show();
}
