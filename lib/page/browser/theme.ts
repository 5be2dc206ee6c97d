/// <reference lib="dom" />
import { type ColourName, colours } from "../../figures/colours.ts";
import { all, find } from "./dom.ts";

const screen = matchMedia("(prefers-color-scheme: dark)");
const paper = matchMedia("print");
const listeners: (() => void)[] = [];

/** True while the page is dark; print never is. */
function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return !paper.matches && (chosen ? chosen === "dark" : screen.matches);
}

/** The colours of figures by name, as the page has them now. */
export function themeColours(): Record<ColourName, string> {
  const kind = isDark() ? "dark" : "light";
  return Object.fromEntries(
    Object.entries(colours).map(([name, colour]) => [name, colour[kind]]),
  ) as Record<ColourName, string>;
}

/** Calls the function whenever the page's colours have changed. */
export function onThemeChange(listener: () => void): void {
  listeners.push(listener);
}

/** Makes the choice of colours work, and keeps what is chosen, where the browser lets it. */
export function startTheme(): void {
  const select = find<HTMLSelectElement>("#theme");
  const apply = () => {
    if (select.value === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = select.value;
    const shown = themeColours();
    for (const symbol of all<SVGElement>("svg[data-colour]")) {
      symbol.style.stroke = shown[symbol.dataset.colour as ColourName];
    }
    for (const listener of listeners) listener();
  };
  select.value = kept("theme") ?? "auto";
  select.addEventListener("change", () => {
    keep("theme", select.value);
    apply();
  });
  screen.addEventListener("change", apply);
  paper.addEventListener("change", apply);
  apply();
}

// A page that was opened from a file may have no storage.
function kept(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // It holds for this visit.
  }
}
