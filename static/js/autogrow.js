// A textarea as tall as what stands in it; the stylesheet's max-height is the end of it.
export function start(area) {
  const fit = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  };
  area.addEventListener("input", fit);
  area.form?.addEventListener("reset", () => setTimeout(fit));
  if (area.value) fit();
}
