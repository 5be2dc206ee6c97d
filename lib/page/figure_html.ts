import { brief } from "../figures/brief.ts";
import type { LegendEntry } from "../figures/figure.ts";
import { type Markup, markup } from "../report/markup.ts";
import type { PageFigure, PagePanel } from "./model.ts";

/**
 * A figure: a place for each panel, its legend, what to know of it, and its values as tables.
 *
 * @param foot What stands below all.
 * @param growing Panels with curves that grow: a line says how far they are.
 */
export function figureHtml(
  { name, label, title, caption, legend, groups }: PageFigure,
  { foot, growing }: { foot: Markup; growing: ReadonlySet<string> },
): Markup {
  const panels = groups.flatMap(({ panels }) => panels);
  const grows = panels.some(({ id }) => growing.has(id)); // all lines, so that panels are level
  const isCells = panels.some(({ kind }) => kind === "cells");
  return markup`<figure class="figure" id="${name}" data-kind="${panels[0].kind}">
<figcaption>
<h3><a class="number" href="#${name}">${label}</a> ${title}</h3>
${caption.map((text) => markup`<p>${text}</p>`)}
</figcaption>
<div class="tools">
<ul class="legend" aria-label="Legend">${legend.map(legendHtml)}</ul>
${isCells ? paletteHtml : panels.some(({ canZoom }) => canZoom) && zoomHtml}
</div>
${
    groups.map(({ title, panels }) =>
      markup`<div class="group">${title !== "" && markup`<h4>${title}</h4>`}
<div class="panels" style="--columns:${columns(panels.length)}">${
        panels.map((panel) => panelHtml(panel, grows))
      }</div>
${
        isCells &&
        markup`<p class="readout" aria-live="polite">Point at a cell, or focus a map and use the arrow keys.</p>`
      }</div>`
    )
  }
<details class="values"><summary>Values as tables</summary>${panels.map(valuesHtml)}</details>
${foot}
</figure>`;
}

/** So many that no row is left with a single panel, where there is room. */
function columns(count: number): number {
  return count % 3 === 0 ? 3 : Math.min(Math.max(count, 2), 4);
}

const zoomHtml = markup`<div class="zoom" role="group" aria-label="Zoom of the curves">
<span class="quiet wheel">Ctrl and wheel, drag, double click, or buttons and arrow keys</span>
<span class="quiet finger">zoomed curves move sideways</span>
<button type="button" data-zoom="in">Zoom in</button><button type="button" data-zoom="out">Zoom
out</button><button type="button" data-zoom="reset">Whole axis</button></div>`;

const paletteHtml = markup`<label class="quiet">Colour scale
<select class="palette">
<option value="coolwarm">the report’s: blue, white, red</option>
<option value="cividis">cividis: blue to yellow, for every eye</option>
</select></label>`;

function panelHtml(
  { id, title, kind, alternative, value, height }: PagePanel,
  grows: boolean,
): Markup {
  return markup`<div class="panel">
<p class="label">${title}</p>
${grows && markup`<p class="quiet growing"></p>`}
<div class="view" id="${id}" role="${
    kind === "cells" ? "application" : "img"
  }" aria-label="${alternative}"${kind === "cells" && markup` tabindex="0"`}${
    height !== undefined && markup` style="height:${height}px"`
  }></div>
${
    kind === "cells" && value.domain &&
    markup`<p class="ramp"><span>${brief(value.domain[0])}</span><i></i><span>${
      brief(value.domain[1])
    }</span></p>`
  }</div>`;
}

function legendHtml({ label, symbol, colour }: LegendEntry): Markup {
  return markup`<li><svg class="symbol" viewBox="0 0 22 12" width="22" height="12" aria-hidden="true"${
    colour !== undefined && markup` data-colour="${colour}"`
  }>${shapes[symbol]}</svg>${label}</li>`;
}

const shapes = {
  line: markup`<path d="M1 6H21" />`,
  dashed: markup`<path d="M1 6H21" stroke-dasharray="5 4" />`,
  dotted: markup`<path d="M1 6H21" stroke-dasharray="1.5 2" />`,
  circle: markup`<circle cx="11" cy="6" r="4" />`,
  down: markup`<path d="M7 3H15L11 10Z" />`,
  up: markup`<path d="M7 9H15L11 2Z" />`,
};

function valuesHtml({ title, values, value }: PagePanel): Markup {
  const [head, ...rows] = values;
  return markup`
    <div class="scroll" tabindex="0" role="region" aria-label="Values of ${title}">
      <table>
        <caption>${title}: ${value.title}</caption>
        <thead>
          <tr>${head.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr>
        </thead>
        <tbody>${
    rows.map(([name, ...cells]) =>
      markup`<tr><th scope="row">${name}</th>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>`
    )
  }</tbody>
      </table>
    </div>
  `;
}
