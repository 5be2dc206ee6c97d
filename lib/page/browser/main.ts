/// <reference lib="dom" />
/**
 * What makes the report page live; it is bundled into the page.
 *
 * @module
 */
import type { Chart } from "./chart.ts";
import { startDepthExplorer } from "./depth_explorer.ts";
import { all } from "./dom.ts";
import { startFigures } from "./figures.ts";
import { startFlowExplorer } from "./flow_explorer.ts";
import { startLesionExplorer } from "./lesion_explorer.ts";
import { startLive } from "./live.ts";
import { startRunTable } from "./run_table.ts";
import { startTheme } from "./theme.ts";
import { hideTooltip } from "./tooltip.ts";

const charts = new Map<string, Chart>();
startTheme();
startLive(charts);
startRunTable();
for (const button of all<HTMLButtonElement>("button[data-copy]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy!);
    button.textContent = "Copied";
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideTooltip();
});
await startFigures(charts);
startDepthExplorer();
startFlowExplorer();
startLesionExplorer(charts);
document.documentElement.dataset.ready = "";
