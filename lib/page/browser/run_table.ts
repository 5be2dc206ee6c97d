/// <reference lib="dom" />
import { all, find } from "./dom.ts";

/** Makes the headings sort the runs and each run show its record. */
export function startRunTable(): void {
  const table = document.querySelector<HTMLTableElement>("table.runs");
  if (!table) return;
  for (const button of all<HTMLButtonElement>("tbody button", table)) {
    const body = button.closest("tbody")!;
    button.addEventListener("click", () => {
      const record = body.querySelector(".record");
      if (record) record.remove();
      else body.append(find<HTMLTemplateElement>("template", body).content.cloneNode(true));
      button.setAttribute("aria-expanded", String(!record));
    });
  }
  const headings = all<HTMLTableCellElement>("thead th", table);
  for (const heading of headings) {
    find("button", heading).addEventListener("click", () => {
      const ascending = heading.ariaSort !== "ascending";
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      sort(table, heading, ascending ? 1 : -1);
    });
  }
}

/** Each run is a body of its own, its row and its record; one without a finite number comes last. */
function sort(
  table: HTMLTableElement,
  { cellIndex, dataset }: HTMLTableCellElement,
  sign: 1 | -1,
): void {
  const value = ({ rows: [{ cells }] }: HTMLTableSectionElement) =>
    cells[cellIndex].dataset.value ?? cells[cellIndex].textContent!.trim();
  const bodies = [...table.tBodies];
  if (dataset.kind === "text") {
    bodies.sort((a, b) => sign * value(a).localeCompare(value(b), "en", { numeric: true }));
  } else {
    const rank = (body: HTMLTableSectionElement) => {
      const number = Number(value(body) || NaN);
      return Number.isFinite(number) ? sign * number : Infinity;
    };
    bodies.sort((a, b) => rank(a) === rank(b) ? 0 : rank(a) - rank(b));
  }
  table.append(...bodies);
}
