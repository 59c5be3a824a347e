// A link with data-dialog opens the <dialog> of that key on this page; without script the link's own page serves.
export function start(link) {
  link.addEventListener("click", (event) => {
    const dialog = document.querySelector(`[data-dialog-key="${CSS.escape(link.dataset.dialog)}"]`);
    if (!dialog || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    dialog.showModal();
  });
}
