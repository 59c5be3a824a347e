// Menus are <details>: close them on a press outside, on Escape, and when another opens; arrows move inside.
const openMenus = () => document.querySelectorAll("details.menu[open]");

export function start() {
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.target instanceof Element ? event.target.closest("details.menu[open]") : null;
    if (event.key === "Escape") {
      for (const open of openMenus()) open.open = false;
      menu?.querySelector("summary").focus();
    } else if (menu && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const items = [...menu.querySelectorAll(".menu-item")];
      const step = event.key === "ArrowDown" ? 1 : -1;
      const place = items.indexOf(document.activeElement);
      items.at(place < 0 && step < 0 ? -1 : (place + step) % items.length)?.focus();
      event.preventDefault();
    }
  });
}
