/// <reference lib="dom" />
import { brief } from "../../figures/brief.ts";
import { typeset } from "../typeset.ts";
import { type Chart, datumOf } from "./chart.ts";
import { drawBars } from "./bars.ts";
import { all, find } from "./dom.ts";
import { data } from "./rows.ts";

/** Makes a click into Figure 10, or the slider, show that layer's gates and its lesion's loss. */
export function startLesionExplorer(charts: ReadonlyMap<string, Chart>): void {
  if (data.lesions.length === 0) return;
  const explorer = find("#lesion-explorer");
  const net = find<HTMLSelectElement>("#lesion-data", explorer);
  const slider = find<HTMLInputElement>("#lesion-layer", explorer);
  const show = () => {
    const { layers, intactLoss } = data.lesions[Number(net.value)];
    const layer = layers.find(({ layer }) => layer === Number(slider.value))!;
    find("output", explorer).textContent = slider.value;
    const times = layer.loss / intactLoss;
    find(".readout", explorer).textContent = typeset(
      `Without layer ${layer.layer} the loss is ${brief(layer.loss)} where the whole net’s is ` +
        `${brief(intactLoss)}: ${brief(times)} times. ` +
        `${brief(100 * layer.accuracy)} % of the images are still classified correctly.`,
    );
    const biases = layers.flatMap(({ bias }) => bias);
    for (const place of all("[data-bars]", explorer)) {
      const values = layer[place.dataset.bars as "bias" | "meanGate" | "gate"];
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      drawBars(place, values, {
        domain: place.dataset.bars === "bias" ? [Math.min(...biases), 0] : [0, 1],
        label: `${values.length} units from ${brief(Math.min(...values))} to ` +
          `${brief(Math.max(...values))}, mean ${brief(mean)}`,
      });
    }
  };
  explorer.addEventListener("input", show);
  for (const panel of new Set(data.lesions.map(({ panel }) => panel))) {
    charts.get(panel)?.onView((view) =>
      view.addEventListener("click", (_, item) => {
        const row = datumOf(item);
        if (typeof row?.layer !== "number") return;
        // Points of the report and of the band have no seed: they open the first net.
        const index = data.lesions.findIndex((one) =>
          one.panel === panel && one.seed === (row.seed ?? one.seed)
        );
        if (index >= 0) net.value = String(index);
        slider.value = String(row.layer);
        show();
      })
    );
  }
  show();
}
