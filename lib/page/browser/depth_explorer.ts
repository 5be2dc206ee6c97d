/// <reference lib="dom" />
import { place } from "../../figures/log_scale.ts";
import { brief } from "../../figures/brief.ts";
import type { DepthMeasure, DepthNet } from "../model.ts";
import { Chart } from "./chart.ts";
import { find } from "./dom.ts";
import { data, type Row } from "./rows.ts";

const measures: readonly DepthMeasure[] = ["mean", "variance", "gradient"];

/** Makes the choices of net, activation, weights and depth show that net. */
export function startDepthExplorer(): void {
  const study = data.depthStudy;
  if (!study) return;
  const explorer = find("#depth-explorer");
  const depth = find<HTMLInputElement>("#net-depth", explorer);
  const chosen = (name: string) =>
    find<HTMLInputElement>(`input[name=${name}]:checked`, explorer).value;
  const net = (): DepthNet =>
    study.nets.find((net) =>
      net.architecture === chosen("net") && net.activation === chosen("activation") &&
      net.initializer === chosen("initializer") && net.depth === study.depths[Number(depth.value)]
    )!;
  const rows = (measure: DepthMeasure): Row[] => {
    const [min, max] = study.domains[measure];
    return net().values[measure].flatMap((layers, look) =>
      layers.map((value, index) => ({
        layer: index + 1,
        epoch: study.epochs[look],
        look,
        ...(value === null ? { value } : place(value, [min, max])),
      }))
    );
  };
  const charts = measures.map((measure) =>
    new Chart(find(`#depth-${measure}`), {
      spec: study.charts[measure],
      rows: () => rows(measure),
      renderer: "svg",
    })
  );
  const show = () => {
    const { depth, loss, values } = net();
    find("output", explorer).textContent = String(depth);
    const before = (measure: DepthMeasure) => {
      const layers = values[measure][0];
      return `${brief(layers[0])} in the first layer, ${brief(layers.at(-1))} in the last`;
    };
    find(".readout", explorer).textContent =
      `Before training: variance ${before("variance")}; gradient norm ${before("gradient")}. ` +
      `After ${study.epochs.at(-1)} epochs: loss ${loss}.`;
    for (const chart of charts) chart.update();
  };
  explorer.addEventListener("input", show);
  show();
}
