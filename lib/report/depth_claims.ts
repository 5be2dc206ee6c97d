import type { DataFrame } from "nodejs-polars";
import { records, type Row } from "../frame.ts";
import { historySchema } from "./frames.ts";
import { measured } from "./measured.ts";
import { type Claim, type Finding, judge, type JudgedClaim, type JudgedData } from "./verdict.ts";

const figure = "figure_08_depth_sweep";

const claims = {
  plain: {
    number: 5,
    statement: "Plain nets get worse with depth",
    about: ["mnist"],
    source: "IV, Figure 8",
    criterion: "the final loss rises from 10 to 20, to 50, to 100 layers",
    published: "1.2e-5 at 10 layers, 1.1e-4 at 20, 2.3e-3 at 50, 0.19 at 100",
    figure,
  },
  highway: {
    number: 6,
    statement: "Highway nets do not get worse with depth, and at 100 layers end far below plain",
    about: ["mnist"],
    source: "IV, Figure 8",
    criterion: "final losses within a factor of 2 from 10 to 100 layers; at 100 layers the plain " +
      "net's is at least 100 times the highway net's",
    published: "1.8e-5 at 10 or 20 layers, 1.2e-5 at 100; plain 0.185 at 100",
    figure,
  },
  faster: {
    number: 7,
    statement: "Highway nets converge faster than plain nets at every depth",
    about: ["mnist"],
    source: "IV, Figure 8",
    criterion: "at every depth the highway net reaches the plain net's final loss in fewer epochs",
    published: "highway below plain at 50 and 100 layers; the curve of 10 or 20 layers below " +
      "plain 10 until epoch 65 only",
    figure,
  },
} satisfies Record<string, Claim>;

/**
 * Judges claims 5 to 7, on training plain and highway nets of 10 to 100 layers. A net that diverged
 * has an infinite loss; where a seed lacks one, what it would be compared with is not judged.
 *
 * @param searched Plain nets with the best settings of a search, where there are any: claims are
 * judged by these too, as a plain net may do badly for its settings alone.
 */
export function depthClaims(
  history: DataFrame,
  dataset: JudgedData,
  searched?: DataFrame,
): JudgedClaim[] {
  const quoted = records(historySchema, history);
  const best = searched ? records(historySchema, searched) : [];
  if (best.length === 0) return judgeDepths([{ rows: quoted }], dataset);
  const seeds = new Set(best.map(({ seed }) => seed));
  const highway = quoted.filter((row) => row.architecture === "highway" && seeds.has(row.seed));
  return judgeDepths([
    { of: "as quoted", rows: quoted },
    { of: "best of search", rows: [...best, ...highway] },
  ], dataset);
}

function judgeDepths(
  sets: readonly { of?: string; rows: readonly Row<typeof historySchema>[] }[],
  dataset: JudgedData,
): JudgedClaim[] {
  const findings = { plain: [] as Finding[], highway: [] as Finding[], faster: [] as Finding[] };
  const all = sets.flatMap(({ rows }) => rows);
  const depths = [...new Set(all.map(({ depth }) => depth))].sort((a, b) => a - b);
  const seeds = sets.flatMap(({ of, rows }) =>
    [...Map.groupBy(rows, ({ seed }) => seed)].map(([seed, rows]) => ({ of, seed, rows }))
  );
  for (const { of, seed, rows } of seeds) {
    const losses = (architecture: string, depth: number) =>
      rows.filter((row) => row.architecture === architecture && row.depth === depth)
        .map(({ loss, state }) => state === "diverged" ? Infinity : loss);
    /** NaN where this seed has no such net. */
    const finals = (architecture: string) =>
      depths.map((depth) => losses(architecture, depth).at(-1) ?? NaN);

    const plain = finals("plain");
    findings.plain.push({
      dataset: dataset.title,
      seed,
      of,
      holds: plain.slice(1).flatMap((loss, index) => compare(loss, plain[index], (a, b) => a > b)),
      values: measured`${plain}`,
    });
    const highway = finals("highway");
    findings.highway.push({
      dataset: dataset.title,
      seed,
      of,
      holds: [
        ...compare(Math.max(...highway), Math.min(...highway), (a, b) => a / b <= 2),
        ...compare(plain.at(-1)!, highway.at(-1)!, (a, b) => a / b >= 100),
      ],
      values: measured`${highway}; plain/highway at ${String(depths.at(-1))}: ${
        plain.at(-1)! / highway.at(-1)!
      }`,
    });
    const epochs = depths.map((depth, at) => {
      const goal = plain[at];
      const reached = losses("highway", depth).findIndex((loss) =>
        Number.isFinite(loss) && loss <= goal
      );
      return {
        plain: goal === Infinity ? Infinity : losses("plain", depth).length,
        highway: Number.isNaN(goal + highway[at]) ? NaN : reached === -1 ? Infinity : reached + 1,
      };
    });
    findings.faster.push({
      dataset: dataset.title,
      seed,
      of,
      holds: epochs.flatMap(({ plain, highway }) => compare(highway, plain, (a, b) => a < b)),
      values: measured`after ${epochs.map(({ highway }) => highway)} epochs of ${
        String(Math.max(...rows.map(({ epoch }) => epoch)))
      }`,
    });
  }
  return (["plain", "highway", "faster"] as const).map((name) =>
    judge(claims[name], findings[name], [dataset])
  );
}

/** Whether two values are as they should be; nothing if one of them is not there. */
function compare(a: number, b: number, holds: (a: number, b: number) => boolean): boolean[] {
  return Number.isNaN(a) || Number.isNaN(b) ? [] : [holds(a, b)];
}
