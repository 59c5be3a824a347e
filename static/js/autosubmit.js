// A form of choices sends itself when one changes; its own submit button (data-autosubmit-off) is then not needed.
export function start(form) {
  for (const button of form.querySelectorAll("[data-autosubmit-off]")) button.hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}
