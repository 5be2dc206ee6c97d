/// <reference lib="dom" />
import { brief } from "../../figures/brief.ts";
import type { LiveState } from "../live_state.ts";
import type { WatchedRun } from "../run_watch.ts";
import { Chart } from "./chart.ts";
import { find } from "./dom.ts";
import { growFigures } from "./growing.ts";
import { data } from "./rows.ts";

const states = {
  training: "training",
  stopped: "stopped: no process trains it any more",
  finished: "finished",
  diverged: "diverged",
} as const;

/** Shows what the server tells of runs in training, for as long as the page is open. */
export function startLive(charts: ReadonlyMap<string, Chart>): void {
  const { version } = document.body.dataset;
  if (version === undefined) return;
  const line = find(".live-state");
  const button = find<HTMLButtonElement>(".live-draw");
  const panels = new Map<string, RunPanel>();

  button.addEventListener("click", () => fetch("/draw", { method: "POST" }));
  const source = new EventSource("/events");
  source.addEventListener("error", () => {
    line.textContent = "The server does not answer: waiting for it.";
  });
  source.addEventListener("message", (event) => {
    const state: LiveState = JSON.parse(event.data);
    // A server that was started again, and counts anew, has nothing at first.
    if (state.version > 0 && state.version !== Number(version)) location.reload();
    line.textContent = describe(state);
    button.hidden = state.unseen === 0 || state.isDrawing;
    button.textContent = `Draw the figures with ${count(state.unseen, "new run")}`;
    for (const run of state.runs) {
      let panel = panels.get(run.name);
      if (!panel) {
        panel = new RunPanel(run);
        panels.set(run.name, panel);
      }
      panel.show(run);
    }
    growFigures(state.runs, charts);
    for (const [name, panel] of panels) {
      if (state.runs.some((run) => run.name === name)) continue;
      panel.remove();
      panels.delete(name);
    }
  });
}

function describe({ runs, isDrawing }: LiveState): string {
  const training = runs.filter(({ state }) => state === "training").length;
  const stopped = runs.filter(({ state }) => state === "stopped").length;
  return [
    training > 0 ? `${count(training, "network")} in training.` : "Nothing is in training.",
    stopped > 0 ? `${count(stopped, "network")} stopped.` : "",
    isDrawing ? "The figures below are being drawn." : "",
  ].join(" ").trim();
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** One run: its title, how far it is, and its curve. */
class RunPanel {
  readonly #place = document.createElement("div");
  readonly #text = document.createElement("p");
  readonly #progress = document.createElement("progress");
  readonly #chart: Chart;
  #run: WatchedRun;

  constructor(run: WatchedRun) {
    this.#run = run;
    this.#place.className = "panel";
    const title = document.createElement("h3");
    title.textContent = run.title;
    this.#text.className = "quiet";
    this.#progress.setAttribute("aria-label", `Epochs of ${run.title}`);
    const place = data.growing[run.name];
    const link = document.createElement("a");
    if (place) {
      const figure = find(`#${place.panel}`).closest("figure")!;
      link.href = `#${figure.id}`;
      link.textContent = `Grows in ${find(".number", figure).textContent}`;
    }
    const view = document.createElement("div");
    view.className = "view";
    view.setAttribute("role", "img");
    view.setAttribute("aria-label", `Training loss of ${run.title} by epoch`);
    this.#place.append(title, this.#text, this.#progress, link, view);
    find(".live-runs").append(this.#place);
    this.#chart = new Chart(view, {
      spec: data.liveChart!,
      rows: () =>
        this.#run.curve.filter(({ loss }) => loss !== null && loss > 0).map((row) => ({ ...row })),
      renderer: "svg",
    });
    this.#chart.draw();
  }

  show(run: WatchedRun): void {
    this.#run = run;
    const last = run.curve.at(-1);
    this.#place.dataset.state = run.state;
    this.#text.textContent = `${states[run.state]}, epoch ${last?.epoch ?? 0} of ${run.epochs}` +
      (last ? `, loss ${last.loss === null ? "not finite" : brief(last.loss)}` : "");
    this.#progress.max = run.epochs;
    this.#progress.value = last?.epoch ?? 0;
    this.#chart.update();
  }

  remove(): void {
    this.#place.remove();
  }
}
