import { brief } from "../figures/brief.ts";
import { type Markup, markup } from "../report/markup.ts";
import type { RunEntry } from "./model.ts";

const columns: readonly [title: string, kind: "text" | "number"][] = [
  ["Run", "text"],
  ["Data", "text"],
  ["Seed", "number"],
  ["Rate", "number"],
  ["Epochs", "number"],
  ["Loss", "number"],
  ["Accuracy", "number"],
  ["Seconds", "number"],
  ["State", "text"],
  ["Shown in", "text"],
];

/** The runs, a row each; scripts sort by a column, and show a run's record below its row. */
export function runTableHtml(runs: readonly RunEntry[]): Markup {
  if (runs.length === 0) {
    return markup`<p class="missing">No run is stored: <code>deno task reproduce</code> makes them.</p>`;
  }
  return markup`
    <p>Loss (nats) and accuracy are of the last epoch, over its training images as they were
    seen. Click a heading to sort, a run for its record.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Runs">
      <table class="runs">
    <thead><tr>${
    columns.map(([title, kind]) =>
      markup`<th scope="col" data-kind="${kind}"><button type="button">${title}</button></th>`
    )
  }</tr></thead>
    ${runs.map(runHtml)}
      </table>
    </div>
  `;
}

function runHtml(run: RunEntry): Markup {
  const { name, what, data, seed, rate, epochs, loss, accuracy, seconds, state, shownIn, record } =
    run;
  return markup`
    <tbody>
      <tr>
        <th
          scope="row"><button type="button" aria-expanded="false" aria-controls="${name}">${what}</button></th>
        <td>${data}</td>
        <td>${seed}</td>
        <td>${rate}</td>
        <td>${epochs}</td>
        <td data-value="${loss}">${brief(loss)}</td>
        <td data-value="${accuracy}">${accuracy.toFixed(4)}</td>
        <td data-value="${seconds}">${seconds.toFixed(1)}</td>
        <td>${state}</td>
        <td>${shownIn.join(", ").replaceAll(", Figure", ",")}</td>
      </tr>
      <tr class="record" id="${name}" hidden>
        <td colspan="${columns.length}">
          <dl>
    <div><dt>Name</dt><dd>${name}</dd></div>
    ${
    record.map(([name, value]) =>
      markup`
        <div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>
      `
    )
  }
          </dl>
        </td>
      </tr>
    </tbody>
  `;
}
