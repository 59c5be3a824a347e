// Loads the modules a page asks for: every word of every data-module attribute, once, from this fixed list.
// A module exports start(element); the page works without any of them.
const modules = {
  answers: () => import("./answers.js"),
  autogrow: () => import("./autogrow.js"),
  autosubmit: () => import("./autosubmit.js"),
  bulk: () => import("./bulk.js"),
  composer: () => import("./composer.js"),
  confirm: () => import("./confirm.js"),
  current: () => import("./current.js"),
  dialog: () => import("./dialog.js"),
  draft: () => import("./draft.js"),
  errors: () => import("./errors.js"),
  keyboard: () => import("./keyboard.js"),
  lazy: () => import("./lazy.js"),
  listingform: () => import("./listingform.js"),
  live: () => import("./live.js"),
  menu: () => import("./menu.js"),
  offered: () => import("./offered.js"),
  poll: () => import("./poll.js"),
  print: () => import("./print.js"),
  renewed: () => import("./renewed.js"),
  share: () => import("./share.js"),
  suggest: () => import("./suggest.js"),
  theme: () => import("./theme.js"),
  thread: () => import("./thread.js"),
};

const started = new WeakMap();

export function startIn(root) {
  const starting = [];
  const elements = [...root.querySelectorAll("[data-module]")];
  if (root.matches?.("[data-module]")) elements.unshift(root);
  for (const element of elements) {
    const done = started.get(element) ?? new Set();
    started.set(element, done);
    for (const name of element.dataset.module.split(/\s+/)) {
      if (!modules[name] || done.has(name)) continue;
      done.add(name);
      starting.push(modules[name]().then((module) => module.start(element), (fault) => console.error(name, fault)));
    }
  }
  return Promise.all(starting);
}

// Says that the page is alive: until then a form is sent the plain way.
startIn(document.documentElement).then(() => document.documentElement.setAttribute("data-awake", ""));
// A script that puts new markup into the page says so: element.dispatchEvent(new Event("portal:added", {bubbles: true})).
document.addEventListener("portal:added", (event) => startIn(event.target));
