/// <reference lib="dom" />
import { all, find } from "./dom.ts";

/** Makes the headings sort the runs and each run show its record. */
export function startRunTable(): void {
  const table = document.querySelector<HTMLTableElement>("table.runs");
  if (!table) return;
  for (const button of all<HTMLButtonElement>("tbody button", table)) {
    const record = find(`#${button.getAttribute("aria-controls")}`);
    button.addEventListener("click", () => {
      record.hidden = !record.hidden;
      button.setAttribute("aria-expanded", String(!record.hidden));
    });
  }
  const headings = all<HTMLTableCellElement>("thead th", table);
  for (const heading of headings) {
    find("button", heading).addEventListener("click", () => {
      const ascending = heading.ariaSort !== "ascending";
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      sort(table, heading, ascending);
    });
  }
}

/** Each run is a body of its own: its row and its record. */
function sort(table: HTMLTableElement, { cellIndex, dataset }: HTMLTableCellElement, up: boolean) {
  const value = (body: HTMLTableSectionElement) => {
    const cell = body.rows[0].cells[cellIndex];
    return cell.dataset.value ?? cell.textContent!.trim();
  };
  const compare = dataset.kind === "number"
    ? (a: string, b: string) => Number(a) - Number(b)
    : (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });
  const bodies = [...table.tBodies].sort((a, b) => compare(value(a), value(b)));
  table.append(...(up ? bodies : bodies.reverse()));
}
