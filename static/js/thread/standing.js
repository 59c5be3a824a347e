// Where the matter stands and what the others do: who has read, who types or looks, the status, the desk's form beside it.
import { make, toast } from "../dom.js";
import { text } from "../texts.js";

const html = { headers: { Accept: "text/html" } };
const json = { headers: { Accept: "application/json" } };

export class Standing {
  constructor(root) {
    this.root = root;
    this.address = `/threads/${root.dataset.thread}`;
    this.items = root.querySelector("[data-items]");
  }

  async refreshState() {
    const answer = await fetch(`${this.address}/state`, json).catch(() => null);
    if (!answer?.ok) return;
    const state = await answer.json();
    this.root.querySelector("[data-typing]").textContent = state.typing;
    this.root.querySelector("[data-viewing]").textContent = state.viewing;
    for (const mark of this.items.querySelectorAll('.message[data-side="mine"] [data-read]')) {
      const id = Number(mark.closest("[data-message]").dataset.message.slice(1));
      const seen = state.readers.filter((reader) => reader.to >= id);
      const names = seen.map((reader) => reader.name).filter(Boolean).slice(0, 3);
      if (seen.length) mark.textContent = [text("read"), names.join("、")].filter(Boolean).join(" · ");
    }
    clearTimeout(this.stateTimer);
    // "… is typing" ends by itself when nothing more is heard.
    if (state.typing) this.stateTimer = setTimeout(() => this.refreshState(), 9000);
  }

  async refreshSide({ say = false } = {}) {
    const answer = await fetch(`${this.address}/side`, html).catch(() => null);
    const old = document.querySelector("[data-progress]");
    if (!answer?.ok || answer.redirected || !old) return; // signed out: the sign-in page came
    const template = make("template");
    template.innerHTML = await answer.text();
    const fresh = template.content.querySelector("[data-progress]");
    const status = fresh.querySelector(".tag");
    const shown = this.root.querySelector("[data-status]");
    if (shown.textContent !== status.textContent) this.standsNow(shown, status.textContent, say);
    shown.dataset.tone = status.dataset.tone;
    const due = fresh.querySelector("[data-due-now]");
    const head = this.root.querySelector("[data-due]");
    if (due && head) {
      head.textContent = due.dataset.tone ? due.textContent : "";
      head.dataset.tone = due.dataset.tone;
    }
    old.replaceWith(fresh);
    if (fresh.dataset.work) this.workNow(fresh.dataset);
    if (old.dataset.settled !== fresh.dataset.settled) this.settledNow(fresh.dataset.settled === "yes");
  }

  // The button of the head and the word above the box belong to a matter settled, or to one that is not.
  settledNow(settled) {
    const [from, to, words] = settled ? ["resolve", "reopen", "reopen"] : ["reopen", "resolve", "resolved"];
    const form = this.root.querySelector(`.talk-head form[action$="/${from}"]`);
    if (form) {
      form.action = `${this.address}/${to}`;
      form.querySelector("button").textContent = text(words);
    }
    for (const only of this.root.querySelectorAll("[data-settled-only]")) only.hidden = !settled;
  }

  // The desk's form follows too, unless somebody is just choosing: else saving it would set the old status again.
  standsNow(shown, words, say) {
    if (say) toast(text("statusNow") + words);
    shown.textContent = words;
    this.root.querySelector("[data-waited]")?.remove();
    const choice = document.querySelector(".talk-work [name=status]");
    const options = [...(choice?.options ?? [])];
    const was = options.find((option) => option.defaultSelected);
    const is = options.find((option) => option.text === words);
    if (!is || choice.value !== was?.value) return;
    was.defaultSelected = false;
    is.defaultSelected = is.selected = true;
  }

  // Who is in charge, department and priority follow as well, with the version they belong to: answering may have put the reader in charge.
  workNow({ work, version }) {
    const form = document.querySelector(".talk-work");
    const selects = ["status", "owner_id", "department", "priority"].map((name) => form?.elements[name]);
    if (!selects.every((select) => select?.selectedOptions[0]?.defaultSelected)) return;
    const values = work.split(",");
    if (!selects.every((select, place) => [...select.options].some((option) => option.value === values[place]))) return;
    selects.forEach((select, place) => {
      for (const option of select.options) option.defaultSelected = option.selected = option.value === values[place];
    });
    form.elements.version.value = version;
    if (values[1]) this.root.querySelector('.talk-head form[action$="/take"]')?.remove();
  }
}
