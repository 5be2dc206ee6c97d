import type { DataFrame } from "nodejs-polars";
import { records, type Row } from "../frame.ts";
import { settingsSchema } from "./frames.ts";
import { measured, median } from "./measured.ts";
import { identifiedRates, publishedLosses } from "./published.ts";
import { finalLoss } from "./trains.ts";
import {
  type Criterion,
  type Finding,
  judge,
  type JudgedClaim,
  type JudgedData,
  part,
} from "./verdict.ts";

const figure = "figure_08_depth_sweep";

/** One seed's nets; by depth, undefined where there is no net. */
interface DepthFinding {
  readonly depths: readonly number[];
  /** Final losses; infinite where the net diverged. */
  readonly plain: readonly (number | undefined)[];
  readonly highway: readonly (number | undefined)[];
  /** Epochs after which the highway net is at the plain net's final loss; infinite if never. */
  readonly reached: readonly (number | undefined)[];
  /** Epochs of each plain net; infinite where it diverged. */
  readonly epochs: readonly (number | undefined)[];
  /** Of the longest training. */
  readonly lastEpoch: number;
}

const plain: Criterion<DepthFinding> = {
  number: 5,
  statement: "Plain nets get worse with depth",
  about: ["mnist"],
  source: "IV, Figure 8",
  criterion: "the final loss rises from 10 to 20, to 50, to 100 layers",
  published: "1.2e-5 at 10 layers, 1.1e-4 at 20, 2.3e-3 at 50, 0.19 at 100",
  figure,
  parts: ({ plain }) =>
    plain.slice(1).map((loss, index) =>
      part([loss, plain[index]], (loss, before) => loss > before)
    ),
  words: ({ plain }) => measured`${plain.map(orNaN)}`,
};

const highway: Criterion<DepthFinding> = {
  number: 6,
  statement: "Highway nets do not get worse with depth, and at 100 layers end far below plain",
  about: ["mnist"],
  source: "IV, Figure 8",
  criterion: "final losses within a factor of 2 from 10 to 100 layers; at 100 layers the plain " +
    "net's is at least 100 times the highway net's",
  published: "1.8e-5 at 10 or 20 layers, 1.2e-5 at 100; plain 0.185 at 100",
  figure,
  parts: ({ plain, highway }) => [
    part(highway, (...losses) => Math.max(...losses) / Math.min(...losses) <= 2),
    part([plain.at(-1), highway.at(-1)], (plain, highway) => plain / highway >= 100),
  ],
  words: ({ depths, plain, highway }) =>
    measured`${highway.map(orNaN)}; plain/highway at ${String(depths.at(-1))}: ${
      orNaN(plain.at(-1)) / orNaN(highway.at(-1))
    }`,
};

const faster: Criterion<DepthFinding> = {
  number: 7,
  statement: "Highway nets converge faster than plain nets at every depth",
  about: ["mnist"],
  source: "IV, Figure 8",
  criterion: "at every depth the highway net reaches the plain net's final loss in fewer epochs",
  published: "highway below plain at 50 and 100 layers; the curve of 10 or 20 layers below plain " +
    "10 until epoch 65 only",
  figure,
  parts: ({ reached, epochs }) =>
    reached.map((reached, index) =>
      part([reached, epochs[index]], (reached, epochs) => reached < epochs)
    ),
  words: ({ reached, lastEpoch }) =>
    measured`after ${reached.map(orNaN)} epochs of ${String(lastEpoch)}`,
};

/** A row of a training curve. */
type CurveRow = Pick<SettingsRow, "architecture" | "depth" | "epoch" | "loss" | "state">;

type SettingsRow = Row<typeof settingsSchema>;

/**
 * Judges claims 5 to 7, on training plain and highway nets of 10 to 100 layers, where there are nets
 * with other settings than the quoted ones by three readings side by side: as quoted; with the rates
 * that give the report's curves, where they are known; with the best settings that were found, for
 * both kinds of net. A net that diverged has an infinite loss; where a seed lacks one, what it would
 * be compared with is not judged.
 *
 * @param compared A frame of {@linkcode settingsFrame}'s columns.
 */
export function depthClaims(compared: DataFrame, dataset: JudgedData): JudgedClaim[] {
  const rows = records(settingsSchema, compared);
  const depths = depthsOf(rows);
  const findings = readings(rows).flatMap(({ of, rows }) =>
    [...Map.groupBy(rows, ({ seed }) => seed)].map(([seed, rows]): Finding<DepthFinding> => (
      { dataset: dataset.title, seed, of, found: depthFinding(rows, depths) }
    ))
  );
  const curves = publishedLosses.map((point) => ({ ...point, state: "training" }));
  const of = "one file for highway nets of 10 and 20 layers";
  const report = [{ of, found: depthFinding(curves, depthsOf(curves)) }];
  const controls = findings.filter(({ of }) => of === findings[0].of).map(({ found }) => ({
    control: "plain nets in place of highway nets",
    found: { ...found, highway: found.plain, reached: found.epochs },
  }));
  return [
    judge(plain, findings, [dataset], { report }),
    judge(highway, findings, [dataset], { report, controls }),
    judge(faster, findings, [dataset], { report, controls }),
  ];
}

function readings(rows: readonly SettingsRow[]): { of?: string; rows: readonly SettingsRow[] }[] {
  const quoted = rows.filter(({ settings }) => settings === "quoted");
  if (quoted.length === rows.length) return [{ rows }];
  const highway = quoted.filter(({ architecture }) => architecture === "highway");
  return [
    { of: "as quoted", rows: quoted },
    { of: "as the report's curves show", rows: [...identified(rows), ...highway] },
    { of: "best found", rows: bestFound(rows) },
  ];
}

/** Plain nets at the rates that give the report's curves. */
function identified(rows: readonly SettingsRow[]): SettingsRow[] {
  const nets = Map.groupBy(
    rows.filter(({ architecture, settings }) =>
      architecture === "plain" && settings !== "best of search"
    ),
    ({ settings, depth, seed }) => `${settings} ${depth} ${seed}`,
  );
  return [...nets.values()].filter(([{ depth, learningRate }]) =>
    learningRate === Math.fround(identifiedRates[depth])
  ).flat();
}

/** Of each kind and depth, the nets whose settings give the least final loss, by the median seed. */
function bestFound(rows: readonly SettingsRow[]): SettingsRow[] {
  const nets = Map.groupBy(rows, ({ architecture, depth }) => `${architecture} ${depth}`);
  return [...nets.values()].flatMap((rows) => {
    const choices = Map.groupBy(rows, ({ settings }) => settings).values();
    const rated = [...choices].map((rows) => {
      const finals = [...Map.groupBy(rows, ({ seed }) => seed).values()]
        .map((curve) => finalLoss(curve.at(-1)!.loss));
      return { rows, loss: median(finals) };
    });
    return rated.toSorted((a, b) => a.loss - b.loss)[0].rows;
  });
}

function depthsOf(rows: readonly CurveRow[]): number[] {
  return [...new Set(rows.map(({ depth }) => depth))].sort((a, b) => a - b);
}

function depthFinding(rows: readonly CurveRow[], depths: readonly number[]): DepthFinding {
  const curve = (architecture: string, depth: number) =>
    rows.filter((row) => row.architecture === architecture && row.depth === depth)
      .map(({ epoch, loss, state }) => ({ epoch, loss: state === "diverged" ? Infinity : loss }));
  const finals = (architecture: string) =>
    depths.map((depth) => curve(architecture, depth).at(-1)?.loss);
  const plain = finals("plain");
  return {
    depths,
    plain,
    highway: finals("highway"),
    reached: depths.map((depth, index) => {
      const [goal, losses] = [plain[index], curve("highway", depth)];
      if (goal === undefined || losses.length === 0) return undefined;
      return losses.find(({ loss }) => Number.isFinite(loss) && loss <= goal)?.epoch ?? Infinity;
    }),
    epochs: depths.map((depth, index) =>
      plain[index] === Infinity ? Infinity : curve("plain", depth).at(-1)?.epoch
    ),
    lastEpoch: Math.max(...rows.map(({ epoch }) => epoch)),
  };
}

function orNaN(value: number | undefined): number {
  return value ?? NaN;
}
