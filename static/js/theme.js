// Light and dark without a round trip; the cookie lets the server draw the next page right from the start.
export function start(button) {
  const root = document.documentElement;
  const isDark = () => root.dataset.theme === "dark" || (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  const form = button.form;
  // The server does not know what the system prefers: set it, so that the right one of the two buttons shows.
  if (!root.dataset.theme && isDark()) root.dataset.theme = "dark";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const next = isDark() ? "light" : "dark";
    root.dataset.theme = next;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax${secure}`;
    [...form.querySelectorAll("button")].find((other) => other.offsetParent)?.focus();
  });
}
