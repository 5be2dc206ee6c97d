/// <reference lib="dom" />
import { type Mark, markLabel } from "../../figures/curves.ts";
import { brief } from "../../figures/brief.ts";
import { typeset } from "../typeset.ts";
import { find } from "./dom.ts";
import type { Row } from "./rows.ts";

/** Fields that are not shown, or are by another name. */
const names: Readonly<Record<string, string>> = {
  normOfMean: "",
  look: "",
  mark: "",
  meanGate: "mean gate",
};

/** Shows a datum's fields beside the pointer; nothing for null. */
export function showTooltip(event: { clientX: number; clientY: number }, datum: Row | null): void {
  if (!datum) return hideTooltip();
  const box = find("#tooltip");
  const lines = Object.entries(datum)
    .filter(([name, value]) =>
      value !== null && value !== undefined && !name.startsWith("_") && names[name] !== ""
    )
    .map(([name, value]) => {
      const line = document.createElement("div");
      const key = document.createElement("span");
      key.textContent = names[name] ?? name;
      line.append(key, ` ${typeset(brief(value))}`);
      return line;
    });
  if (typeof datum.mark === "string") {
    const line = document.createElement("div");
    line.textContent = markLabel(datum.mark as Mark);
    lines.unshift(line);
  }
  box.replaceChildren(...lines);
  box.hidden = false;
  const { width, height } = box.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.max(8, Math.min(event.clientX + 14, clientWidth - width - 8));
  const below = event.clientY + 14;
  const top = below + height > clientHeight ? event.clientY - height - 14 : below;
  box.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
}

export function hideTooltip(): void {
  find("#tooltip").hidden = true;
}
