import type { Row } from "../frame.ts";
import type { historySchema } from "./frames.ts";
import { median } from "./measured.ts";
import { identifiedRates } from "./published.ts";
import { finalLoss } from "./trains.ts";

/** One training of a depth sweep. */
export interface SweepNet {
  /** Name of its settings: "quoted", or as in the column `settings`. */
  readonly settings: string;
  readonly architecture: string;
  readonly depth: number;
  readonly seed: number;
  /** Learning rate of the first step. */
  readonly rate: number;
  /** Losses are infinite where the net diverged. */
  readonly curve: readonly { readonly epoch: number; readonly loss: number }[];
  readonly finalLoss: number;
}

/** The trainings of a history; without a column `settings` they have the quoted ones. */
export function sweepNets(
  rows: readonly (
    & Pick<
      Row<typeof historySchema>,
      "architecture" | "depth" | "seed" | "learningRate" | "epoch" | "loss"
    >
    & { readonly settings?: string }
  )[],
): SweepNet[] {
  const nets = Map.groupBy(
    rows,
    ({ settings, architecture, depth, seed }) => `${settings} ${architecture} ${depth} ${seed}`,
  );
  return [...nets.values()].map((rows) => {
    const curve = rows.map(({ epoch, loss }) => ({ epoch, loss: finalLoss(loss) }));
    const [{ settings = "quoted", architecture, depth, seed, learningRate: rate }] = rows;
    return { settings, architecture, depth, seed, rate, curve, finalLoss: curve.at(-1)!.loss };
  });
}

/** The depths of these nets, ascending. */
export function depthsOf(nets: readonly SweepNet[]): number[] {
  return [...new Set(nets.map(({ depth }) => depth))].sort((a, b) => a - b);
}

/** The nets by the settings that claims 5 to 7 are judged for; one reading if all are quoted. */
export function readings(nets: readonly SweepNet[]): { of?: string; nets: readonly SweepNet[] }[] {
  const quoted = nets.filter(({ settings }) => settings === "quoted");
  if (quoted.length === nets.length) return [{ nets }];
  const identified = nets.filter(({ architecture, settings, depth, rate }) =>
    architecture === "plain"
      ? settings !== "best of search" && rate === Math.fround(identifiedRates[depth])
      : settings === "quoted"
  );
  return [
    { of: "as quoted", nets: quoted },
    { of: "as the report's curves show", nets: identified },
    { of: "best found", nets: bestFound(nets) },
  ];
}

/**
 * By architecture and depth, the nets with the settings of the least final loss of the median seed.
 */
function bestFound(nets: readonly SweepNet[]): SweepNet[] {
  const kinds = Map.groupBy(nets, ({ architecture, depth }) => `${architecture} ${depth}`);
  return [...kinds.values()].flatMap((nets) => {
    const choices = [...Map.groupBy(nets, ({ settings }) => settings).values()];
    const lossOf = (nets: readonly SweepNet[]) => median(nets.map(({ finalLoss }) => finalLoss));
    return choices.toSorted((a, b) => lossOf(a) - lossOf(b))[0];
  });
}
