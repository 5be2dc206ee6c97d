/// <reference lib="dom" />
import { all, find } from "./dom.ts";

/** Colours of figures, which are made for white paper, and what they are on a dark screen. */
const inTheDark: Readonly<Record<string, string>> = {
  "#1f77b4": "#5aa9e6",
  "#ff7f0e": "#ff9d45",
  "#00008b": "#8fa8ff",
  "#555555": "#a3abb5",
  "#9467bd": "#8e99a8",
  "#2ca02c": "#5fd0b0",
  "#59636e": "#9aa5b1",
  "#e3e6ea": "#2b3138",
  "#16181d": "#f2f4f7",
  "#b9c2cc": "#5a6673",
  "#93b7d3": "#4f7fa3",
  "#5d9cc9": "#4f9bd3",
  "#2f7ab0": "#74bcf0",
  "#0b4f85": "#c4e4ff",
};

/** The same on paper: the report's purple and green are too alike for some eyes. */
const inTheLight: Readonly<Record<string, string>> = {
  "#9467bd": "#8b949e",
  "#2ca02c": "#0f6e57",
};

const screen = matchMedia("(prefers-color-scheme: dark)");
const paper = matchMedia("print");
const listeners: (() => void)[] = [];

/** Whether the page is dark now; paper never is. */
function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return !paper.matches && (chosen ? chosen === "dark" : screen.matches);
}

/** A colour of a figure, or all colours in a text, as the page has them now. */
export function coloured(text: string): string {
  const colours = isDark() ? inTheDark : inTheLight;
  return text.replace(/#[0-9a-f]{6}\b/g, (colour) => colours[colour] ?? colour);
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
    for (const symbol of all<SVGElement>("svg[data-colour]")) {
      symbol.style.stroke = coloured(symbol.dataset.colour!);
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
