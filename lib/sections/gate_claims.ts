import type { DataFrame } from "nodejs-polars";
import { type Dataset, type PublishedName, publishedNameOf, titleOf } from "../data/dataset.ts";
import { gateSchema } from "../diagnostics/gates.ts";
import { outputSchema } from "../diagnostics/outputs.ts";
import { frame, type Row } from "../frame.ts";
import type { GatesFrames } from "./gates.ts";
import { measured } from "./measured.ts";
import { netsOf } from "./nets.ts";
import { type GateFinding, publishedGates } from "./published.ts";
import { type Criterion, judge, type JudgedClaim, sharper } from "./verdict.ts";

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

const size = sharper<Pick<GateFinding, "early" | "middle" | "late">>(fallen, {
  criterion: "their mean change is below -0.05",
  published: "mean change -0.076",
  parts: (net) => [meanChange(net) < -0.05],
  words: (net) => measured`mean change ${meanChange(net)}`,
});

/** Over all layers; the thirds differ by one layer at most. */
function meanChange({ early, middle, late }: Pick<GateFinding, "early" | "middle" | "late">) {
  return (early + middle + late) / 3;
}

const steadier = sharper<{ readonly step: number; readonly untrained: number }>(stripes, {
  criterion:
    "in the middle third, a unit's output changes from layer to layer by less, in standard " +
    "deviations, than in the same net before training",
  parts: ({ step, untrained }) => [step < untrained],
  words: ({ step, untrained }) =>
    measured`changes by ${step} of a standard deviation a layer, ${untrained} before training`,
});

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
 * One row per net: the fraction of gate biases that fell, their mean change in the first, the
 * middle and the last third of the layers, and the mean change of a unit's output from layer to
 * layer in the middle third, in standard deviations of those outputs.
 */
export function gateSummary(gates: DataFrame): DataFrame {
  const rows = gateNets(gates).map(({ found, ...net }) => ({ ...net, ...found }));
  return frame(gateSummarySchema, rows);
}

/**
 * Judges claims 8 and 9 by gate biases and block outputs of trained highway nets, and by controls.
 */
export function gateClaims(
  gates: DataFrame,
  datasets: readonly Dataset[],
  controls: Partial<Pick<GatesFrames, "untrained" | "shuffled" | "plain">> = {},
): JudgedClaim[] {
  const nets = gateNets(gates);
  const untrained = gateNets(controls.untrained);
  const shuffled = gateNets(controls.shuffled);
  const plain = plainNets(controls.plain?.trained);
  const on = (published: PublishedName) => {
    const own = <Net extends { dataset: string }>(nets: readonly Net[]) =>
      nets.filter(({ dataset }) => publishedNameOf(dataset) === published);
    return {
      report: [{ found: publishedGates[published] }],
      controls: [
        ...own(untrained).map((net) => ({ ...net, control: "untrained net" })),
        ...own(shuffled).map((net) => ({ ...net, control: "net of shuffled labels" })),
      ],
    };
  };
  const titled = <Net extends { dataset: string }>(control: string, nets: readonly Net[]) =>
    nets.map((net) => ({ ...net, control: `${control}, ${titleOf(net.dataset)}` }));
  const named = nets.map((net) => ({ ...net, of: titleOf(net.dataset) }));
  const { mnist, cifar100 } = publishedGates;
  return [
    judge(fallen, nets, datasets, on("mnist")),
    judge(size, nets, datasets, on("mnist")),
    judge(change, nets, datasets, on("cifar100")),
    judge(stripes, named, datasets, {
      report: [{ of: "MNIST", found: mnist }, { of: "CIFAR-100", found: cifar100 }],
      controls: [
        ...titled("untrained net", untrained),
        ...titled("net of shuffled labels", shuffled),
        ...titled("plain net", plain),
      ],
    }),
    judge(steadier, besideUntrained(named, untrained), datasets, {
      controls: [
        ...besideUntrained(titled("net of shuffled labels", shuffled), untrained),
        ...besideUntrained(titled("plain net", plain), plainNets(controls.plain?.untrained)),
      ],
    }),
  ];
}

/** Mean change of one net's outputs from layer to layer. */
interface StepNet {
  readonly dataset: string;
  readonly seed: number;
  readonly found: Pick<GateFinding, "step">;
}

/** Adds the change before training; leaves out nets that were not measured before it. */
function besideUntrained<Net extends StepNet>(nets: readonly Net[], untrained: readonly StepNet[]) {
  return nets.flatMap((net) => {
    const same = untrained.find(({ dataset, seed }) =>
      dataset === net.dataset && seed === net.seed
    );
    return same ? [{ ...net, found: { step: net.found.step, untrained: same.found.step } }] : [];
  });
}

/** Plain nets without their first layer, which is dense in highway nets too. */
function plainNets(outputs: DataFrame | undefined): StepNet[] {
  return netsOf(outputSchema, outputs).map(({ rows, ...net }) => {
    const layers = rows.filter(({ layer }) => layer > 1);
    return { ...net, found: { step: changePerLayer(third(layers, 1)) } };
  });
}

function gateNets(gates: DataFrame | undefined) {
  return netsOf(gateSchema, gates)
    .map(({ rows, ...net }) => ({ ...net, found: gateFinding(rows) }));
}

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
