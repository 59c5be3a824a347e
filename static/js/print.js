// A button with data-module="print" prints the page; it is hidden where there is no script.
export function start(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
