import { brief } from "../figures/brief.ts";
import { type Markup, markup } from "../report/markup.ts";
import { definitions } from "./elements.ts";
import type { RunEntry } from "./model.ts";
import { settingsOf } from "./settings.ts";
import { typeset } from "./typeset.ts";

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
  return markup`<p>Loss (nats) and accuracy are means over the training images of the last epoch.
Click a heading to sort, a run for its record.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Runs">
<table class="runs">
<thead><tr>${
    columns.map(([title, kind]) =>
      markup`<th scope="col" data-kind="${kind}"><button type="button">${title}</button></th>`
    )
  }</tr></thead>
${runs.map(runHtml)}
</table>
</div>`;
}

function runHtml({ name, experiment, data, last, seconds, shownIn, record }: RunEntry): Markup {
  const { training, seed } = experiment;
  return markup`<tbody>
<tr>
<th scope="row"><button type="button" aria-expanded="false" aria-controls="${name}">${
    title(experiment)
  }</button></th>
<td>${data}</td>
<td>${seed}</td>
<td>${training.learningRate}</td>
<td>${last.epoch}</td>
<td data-value="${last.loss}">${typeset(brief(last.loss))}</td>
<td data-value="${last.accuracy}">${last.accuracy.toFixed(4)}</td>
<td data-value="${seconds}">${seconds.toFixed(1)}</td>
<td>${Number.isFinite(last.loss) ? "finished" : "diverged"}</td>
<td>${shownIn.join(", ").replaceAll(", Figure", ",")}</td>
</tr>
<template><tr class="record" id="${name}"><td colspan="${columns.length}">
${definitions([["Name", name], ...settingsOf([experiment]), ...record])}
</td></tr></template>
</tbody>`;
}

/** Architecture and depth, then what is not as in most runs. */
function title({ network, training }: RunEntry["experiment"]): string {
  const { architecture, depth, activation, initializer } = network;
  return [
    `${architecture} ${depth}`,
    activation !== "tanh" && activation,
    initializer !== "glorot-uniform" && initializer,
    training.clipNorm !== undefined && "clipped",
  ].filter(Boolean).join(" ");
}
