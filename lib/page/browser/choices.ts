/// <reference lib="dom" />
import { all } from "./dom.ts";

/** Place of the choices of a page that is about to be loaded anew. */
const KEY = "choices";

type Control = HTMLInputElement | HTMLSelectElement;

/** Loads the page anew, with what is chosen, opened and in view kept. */
export function reloadWithChoices(): void {
  const chosen = controls().map((control) => [keyOf(control), stateOf(control)]);
  const open = all("details[open]").map((details) => all("details").indexOf(details));
  sessionStorage.setItem(KEY, JSON.stringify({ chosen, open, top: scrollY }));
  location.reload();
}

/** Restores what {@linkcode reloadWithChoices} kept. */
export function restoreChoices(): void {
  if (location.protocol === "file:") return; // it is never loaded anew
  const kept = sessionStorage.getItem(KEY);
  if (kept === null) return;
  sessionStorage.removeItem(KEY);
  const { chosen, open, top } = JSON.parse(kept);
  const states = new Map<string, string | boolean>(chosen);
  for (const control of controls()) {
    const state = states.get(keyOf(control));
    if (state === undefined || state === stateOf(control)) continue;
    if (typeof state === "boolean") (control as HTMLInputElement).checked = state;
    else control.value = state;
    for (const kind of ["input", "change"]) {
      control.dispatchEvent(new Event(kind, { bubbles: true }));
    }
  }
  const details = all<HTMLDetailsElement>("details");
  for (const index of open) if (details[index]) details[index].open = true;
  scrollTo({ top, behavior: "instant" });
}

/** Selections before sliders: a net may change how many layers there are. */
function controls(): Control[] {
  return [...all<Control>("main select"), ...all<Control>("main input")];
}

/** Its own id, or that of what it stands in; radio buttons differ by their values. */
function keyOf(control: Control): string {
  const { name, type, value } = control;
  return `${control.closest("[id]")!.id} ${name} ${type === "radio" ? value : ""}`;
}

function stateOf(control: Control): string | boolean {
  return control.type === "radio" ? (control as HTMLInputElement).checked : control.value;
}
