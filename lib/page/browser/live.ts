/// <reference lib="dom" />
import { brief } from "../../figures/brief.ts";
import { markup } from "../../report/markup.ts";
import type { LiveState } from "../live_state.ts";
import type { WatchedRun } from "../run_watch.ts";
import { typeset } from "../typeset.ts";
import { Chart } from "./chart.ts";
import { reloadWithChoices } from "./choices.ts";
import { find } from "./dom.ts";
import { growFigures } from "./growing.ts";
import { data } from "./rows.ts";

/** Shows runs in training, as the server reports them, for as long as the page is open. */
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
    // A restarted server counts versions anew, and has nothing at first.
    if (state.version > 0 && state.version !== Number(version)) reloadWithChoices();
    line.textContent = describe(state);
    button.hidden = state.unseen === 0 || state.isDrawing;
    button.textContent = `Draw the figures with ${count(state.unseen, "new run")}`;
    growFigures(state.runs, charts);
    const shown = state.runs.filter(({ state }) => state === "training" || state === "stopped");
    for (const run of shown) {
      const panel = panels.get(run.name) ?? new RunPanel(run);
      panels.set(run.name, panel);
      panel.show(run);
    }
    for (const [name, panel] of panels) {
      if (shown.some((run) => run.name === name)) continue;
      panel.place.remove();
      panels.delete(name);
    }
  });
}

function describe({ runs, isDrawing }: LiveState): string {
  const number = (state: WatchedRun["state"]) => runs.filter((run) => run.state === state).length;
  const [training, stopped, diverged] = [
    number("training"),
    number("stopped"),
    number("diverged"),
  ];
  return [
    training > 0 ? `${count(training, "network")} in training.` : "Nothing is in training.",
    stopped > 0 ? `${count(stopped, "network")} stopped.` : "",
    diverged > 0 ? `${count(diverged, "network")} diverged.` : "",
    isDrawing ? "The figures below are being drawn." : "",
  ].join(" ").trim();
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** One run: its title, how far it is, and its curve. */
class RunPanel {
  readonly place = document.createElement("div");
  readonly #chart: Chart;
  #run: WatchedRun;

  constructor(run: WatchedRun) {
    this.#run = run;
    const { name, title, epochs, architecture } = run;
    const figure = data.growing[name] && find(`#${data.growing[name].panel}`).closest("figure")!;
    this.place.className = "panel";
    this.place.innerHTML = markup`<h3>${title}</h3>
<p class="quiet"></p>
<progress max="${epochs}" aria-label="Epochs of ${title}"></progress>
${
      figure &&
      markup`<a href="#${figure.id}">Grows in ${find(".number", figure).textContent!}</a>`
    }
<div class="view" role="img" aria-label="Training loss of ${title} by epoch"></div>`.text;
    find(".live-runs").append(this.place);
    this.#chart = new Chart(find(".view", this.place), {
      spec: data.liveChart!,
      rows: () =>
        this.#run.curve.filter(({ loss }) => loss !== null && loss > 0)
          .map((row) => ({ ...row, architecture })),
      adapt: ({ scales }) => {
        Object.assign(scales!.find(({ name }) => name === "x")!, {
          domainMin: 1,
          domainMax: epochs,
        });
      },
      renderer: "svg",
    });
  }

  show(run: WatchedRun): void {
    this.#run = run;
    const { state, epochs, curve } = run;
    const last = curve.at(-1);
    const loss = last && `, loss ${last.loss === null ? "not finite" : typeset(brief(last.loss))}`;
    find(".quiet", this.place).textContent =
      (state === "stopped" ? "stopped: no process trains it any more" : state) +
      `, epoch ${last?.epoch ?? 0} of ${epochs}${loss ?? ""}`;
    find<HTMLProgressElement>("progress", this.place).value = last?.epoch ?? 0;
    this.#chart.update();
  }
}
