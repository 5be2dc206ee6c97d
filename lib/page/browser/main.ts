/// <reference lib="dom" />
/**
 * The report page's script; it is bundled into the page.
 *
 * @module
 */
import type { Chart } from "./chart.ts";
import { startDepthExplorer } from "./depth_explorer.ts";
import { restoreChoices } from "./choices.ts";
import { all } from "./dom.ts";
import { startFigures } from "./figures.ts";
import { startFlowExplorer } from "./flow_explorer.ts";
import { startLesionExplorer } from "./lesion_explorer.ts";
import { startLive } from "./live.ts";
import { startRunTable } from "./run_table.ts";
import { startSaving } from "./save_figure.ts";
import { startTheme } from "./theme.ts";
import { hideTooltip } from "./tooltip.ts";

const charts = new Map<string, Chart>();
startTheme();
startFigures(charts);
startDepthExplorer();
startFlowExplorer();
startLesionExplorer(charts);
startRunTable();
startSaving(charts);
startLive(charts);
for (const button of all<HTMLButtonElement>("button[data-copy]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy!);
    button.textContent = "Copied";
    setTimeout(() => button.textContent = "Copy", 2000);
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideTooltip();
});
document.addEventListener("pointerdown", hideTooltip);
restoreChoices();
document.documentElement.dataset.ready = "";
