// Ready answers beside the box: a press puts one in at the caret. The links lead to the page with the answer in the box, without script.
export function start(place) {
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
