import type { DataFrame } from "nodejs-polars";
import { type Dataset, type PublishedName, publishedNameOf, titleOf } from "../data/dataset.ts";
import { gateSchema } from "../diagnostics/gates.ts";
import { outputSchema } from "../diagnostics/outputs.ts";
import { frame, records, type Row } from "../frame.ts";
import type { NetState } from "./frames.ts";
import { measured } from "./measured.ts";
import { type GateFinding, publishedGates } from "./published.ts";
import { type Criterion, judge, type JudgedClaim } from "./verdict.ts";

const figure = "figure_09_gates";

type GateRecord = Row<typeof gateSchema>;

const fallen: Criterion<Pick<GateFinding, "fallen">> = {
  number: 8,
  statement: "On MNIST most gate biases end more negative than they began",
  about: ["mnist"],
  source: "IV, Figure 9, column 1",
  criterion: "more than half end below their start",
  published: "-2 becomes -2.42 to -1.80 or more, -2.08 on average; 86 % fell",
  figure,
  parts: ({ fallen }) => [fallen > 0.5],
  words: ({ fallen }) => measured`${100 * fallen} % fell`,
  headline: {
    claim: "MNIST: most gate biases fall",
    quantity: "biases that fell, %",
    value: ({ fallen }) => 100 * fallen,
  },
};

const change: Criterion<Pick<GateFinding, "early" | "late">> = {
  number: 8,
  statement: "On CIFAR-100 gate biases fall in early layers and rise in later ones",
  about: ["cifar100"],
  source: "IV, Figure 9, column 1",
  criterion: "their mean change is negative in the first third of the layers, positive in the last",
  published: "-4 becomes -5.22 to -2.8 or more, -4.11 on average; mean change -0.23 early, " +
    "-0.031 late",
  figure,
  parts: ({ early, late }) => [early < 0, late > 0],
  words: ({ early, late }) => measured`mean change ${early} early, ${late} late`,
  headline: {
    claim: "CIFAR-100: biases fall early, rise late",
    quantity: "mean change, last third",
    value: ({ late }) => late,
  },
};

const stripes: Criterion<Pick<GateFinding, "step">> = {
  number: 9,
  statement: "Block outputs of a sample stay nearly constant over the middle layers",
  about: ["mnist", "cifar100"],
  source: "IV, Figure 9, column 4",
  criterion: "in the middle third, a unit's output changes from layer to layer by less than a " +
    "tenth of the outputs' standard deviation, on average",
  published: "stripes: information highways",
  figure,
  parts: ({ step }) => [step < 0.1],
  words: ({ step }) => measured`changes by ${step} of a standard deviation a layer`,
  headline: {
    claim: "Outputs stay constant over middle layers",
    quantity: "change by layer, SD",
    value: ({ step }) => step,
  },
};

const size: Criterion<Pick<GateFinding, "early" | "middle" | "late">> = {
  ...fallen,
  sharper: true,
  headline: undefined,
  criterion: "their mean change is below -0.05",
  published: "mean change -0.076",
  parts: (net) => [meanChange(net) < -0.05],
  words: (net) => measured`mean change ${meanChange(net)}`,
};

/** Over all layers; the thirds differ by a layer at most. */
function meanChange({ early, middle, late }: Pick<GateFinding, "early" | "middle" | "late">) {
  return (early + middle + late) / 3;
}

/** Outputs of a net, and of the same net before training. */
interface StepFinding {
  readonly step: number;
  readonly untrained: number;
}

const steadier: Criterion<StepFinding> = {
  ...stripes,
  sharper: true,
  headline: undefined,
  criterion:
    "in the middle third, a unit's output changes from layer to layer by less, in standard " +
    "deviations, than in the same net before training",
  parts: ({ step, untrained }) => [step < untrained],
  words: ({ step, untrained }) =>
    measured`changes by ${step} of a standard deviation a layer, ${untrained} before training`,
};

/** Columns of {@linkcode gateSummary}. */
export const gateSummarySchema = {
  dataset: "string",
  seed: "int",
  fallen: "float",
  early: "float",
  middle: "float",
  late: "float",
  step: "float",
} as const;

/**
 * Each net's gates in a row: the part of the biases that fell, their mean change in the first, the
 * middle and the last third of the layers, and the mean change of a unit's output from layer to layer
 * in the middle third, in standard deviations of those outputs.
 */
export function gateSummary(gates: DataFrame): DataFrame {
  return frame(gateSummarySchema, summaries(gates));
}

/** Frames that the criteria of claims 8 and 9 are tried on. */
export interface GateControls {
  /** Gates of the same nets before training. */
  readonly untrained?: DataFrame;
  /** Gates of such nets after training on shuffled labels. */
  readonly shuffled?: DataFrame;
  /** Outputs of plain nets, before training and after it. */
  readonly plain?: Readonly<Record<NetState, DataFrame>>;
}

/** Judges claims 8 and 9, on gate biases and block outputs of trained highway nets. */
export function gateClaims(
  gates: DataFrame,
  datasets: readonly Dataset[],
  controls: GateControls = {},
): JudgedClaim[] {
  const findings = summaries(gates).map(({ dataset, seed, ...found }) => ({
    dataset,
    seed,
    found,
  }));
  const none = frame(gateSchema, []);
  const before = summaries(controls.untrained ?? none);
  const shuffled = summaries(controls.shuffled ?? none);
  const plain = stepsOf(controls.plain?.trained);
  const others = [
    ...before.map((found) => ({ control: "untrained net", found })),
    ...shuffled.map((found) => ({ control: "net of shuffled labels", found })),
  ];
  const on = (published: PublishedName) => ({
    controls: others.filter(({ found }) => publishedNameOf(found.dataset) === published),
  });
  const steps = [...others, ...plain.map((found) => ({ control: "plain net", found }))];
  const { mnist, cifar100 } = publishedGates;
  const named = findings.map((finding) => ({ ...finding, of: titleOf(finding.dataset) }));
  return [
    judge(fallen, findings, datasets, { report: [{ found: mnist }], ...on("mnist") }),
    judge(size, findings, datasets, { report: [{ found: mnist }], ...on("mnist") }),
    judge(change, findings, datasets, { report: [{ found: cifar100 }], ...on("cifar100") }),
    judge(stripes, named, datasets, {
      report: [{ of: "MNIST", found: mnist }, { of: "CIFAR-100", found: cifar100 }],
      controls: steps.map(({ control, found }) => (
        { control: `${control}, ${titleOf(found.dataset)}`, found }
      )),
    }),
    judge(
      steadier,
      besideUntrained(findings, before).map((finding) => ({
        ...finding,
        of: titleOf(finding.dataset),
      })),
      datasets,
      {
        controls: [
          ...besideUntrained(shuffled.map((found) => ({ ...found, found })), before)
            .map((net) => ({ ...net, control: `net of shuffled labels, ${titleOf(net.dataset)}` })),
          ...besideUntrained(
            plain.map((found) => ({ ...found, found })),
            stepsOf(controls.plain?.untrained),
          ).map((net) => ({ ...net, control: `plain net, ${titleOf(net.dataset)}` })),
        ],
      },
    ),
  ];
}

/** A net's mean change of output from layer to layer. */
interface Step {
  readonly dataset: string;
  readonly seed: number;
  readonly step: number;
}

/** Of nets that are there before training too, the change after it and before. */
function besideUntrained(
  nets: readonly { dataset: string; seed: number; found: Pick<Step, "step"> }[],
  before: readonly Step[],
): { dataset: string; seed: number; found: StepFinding }[] {
  return nets.flatMap(({ dataset, seed, found: { step } }) => {
    const same = before.find((net) => net.dataset === dataset && net.seed === seed);
    return same ? [{ dataset, seed, found: { step, untrained: same.step } }] : [];
  });
}

/** The same of plain nets, from a highway net's first highway layer on. */
function stepsOf(outputs: DataFrame = frame(outputSchema, [])): Step[] {
  const nets = Map.groupBy(
    records(outputSchema, outputs).filter(({ layer }) => layer > 1),
    ({ dataset, seed }) => `${dataset} ${seed}`,
  );
  return [...nets.values()].map((rows) => (
    { dataset: rows[0].dataset, seed: rows[0].seed, step: changePerLayer(third(rows, 1)) }
  ));
}

function summaries(gates: DataFrame): Row<typeof gateSummarySchema>[] {
  const nets = Map.groupBy(records(gateSchema, gates), ({ dataset, seed }) => `${dataset} ${seed}`);
  return [...nets.values()].map((rows) => (
    { dataset: rows[0].dataset, seed: rows[0].seed, ...gateFinding(rows) }
  ));
}

/** What claims 8 and 9 ask of one net. */
function gateFinding(rows: readonly GateRecord[]): GateFinding {
  const change = (cells: readonly GateRecord[]) =>
    average(cells.map(({ bias, initialBias }) => bias - initialBias));
  return {
    fallen: average(rows.map(({ bias, initialBias }) => bias < initialBias ? 1 : 0)),
    early: change(third(rows, 0)),
    middle: change(third(rows, 1)),
    late: change(third(rows, 2)),
    step: changePerLayer(third(rows, 1)),
  };
}

/** The first (0), middle (1) or last (2) third of the layers. */
function third<Cell extends { readonly layer: number }>(
  rows: readonly Cell[],
  which: 0 | 1 | 2,
): Cell[] {
  const layers = [...new Set(rows.map(({ layer }) => layer))].sort((a, b) => a - b);
  const [from, to] = [which, which + 1].map((part) => Math.round(part * layers.length / 3));
  return rows.filter(({ layer }) => layer >= layers[from] && layer <= layers[to - 1]);
}

/** Mean |y(layer + 1) − y(layer)| of a unit over the standard deviation of all those outputs. */
function changePerLayer(rows: readonly Pick<GateRecord, "unit" | "output">[]): number {
  const outputs = rows.map(({ output }) => output);
  const mean = average(outputs);
  const deviation = Math.sqrt(average(outputs.map((output) => (output - mean) ** 2)));
  const units = Map.groupBy(rows, ({ unit }) => unit).values();
  const changes = [...units].flatMap((cells) =>
    cells.slice(1).map(({ output }, index) => Math.abs(output - cells[index].output))
  );
  return average(changes) / deviation;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
