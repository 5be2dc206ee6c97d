import type { DataFrame } from "nodejs-polars";
import { records } from "../frame.ts";
import { historySchema } from "./frames.ts";
import {
  brief,
  type Claim,
  type Finding,
  judge,
  type JudgedClaim,
  type JudgedData,
} from "./verdict.ts";

const claims = {
  plain: {
    number: 5,
    statement: "Plain nets get worse with depth",
    source: "IV, Figure 8",
    criterion: "the final loss rises from 10 to 20, to 50, to 100 layers",
    published: "1e-5 at 10 layers to 0.2 at 100",
  },
  highway: {
    number: 6,
    statement: "Highway nets do not get worse with depth, and at 100 layers end far below plain",
    source: "IV, Figure 8",
    criterion: "final losses within a factor of 2 from 10 to 100 layers; at 100 layers the plain " +
      "net's is at least 100 times the highway net's",
    published: "1.8e-5 at 10 layers, 1.2e-5 at 100; plain 0.185 at 100",
  },
  faster: {
    number: 7,
    statement: "Highway nets converge faster than plain nets at every depth",
    source: "IV, Figure 8",
    criterion: "at every depth the highway net reaches the plain net's final loss in fewer epochs",
    published: "highway below plain at every depth but, at the end, 10",
  },
} satisfies Record<string, Claim>;

/** Judges claims 5 to 7, on training plain and highway nets of 10 to 100 layers. */
export function depthClaims(
  history: DataFrame,
  dataset: JudgedData,
): JudgedClaim[] {
  const findings = { plain: [] as Finding[], highway: [] as Finding[], faster: [] as Finding[] };
  for (const [seed, rows] of Map.groupBy(records(historySchema, history), ({ seed }) => seed)) {
    const depths = [...new Set(rows.map(({ depth }) => depth))].sort((a, b) => a - b);
    const losses = (architecture: string, depth: number) =>
      rows.filter((row) => row.architecture === architecture && row.depth === depth)
        .map(({ loss, state }) => state === "diverged" ? Infinity : loss);
    const finals = (architecture: string) =>
      depths.map((depth) => losses(architecture, depth).at(-1)!);
    const list = (values: number[]) => values.map(brief).join(", ");

    const plain = finals("plain");
    findings.plain.push({
      seed,
      holds: plain.slice(1).map((loss, index) => loss > plain[index]),
      values: list(plain),
    });
    const highway = finals("highway");
    findings.highway.push({
      seed,
      holds: [
        Math.max(...highway) <= 2 * Math.min(...highway),
        plain.at(-1)! >= 100 * highway.at(-1)!,
      ],
      values: `${list(highway)}; plain/highway at ${depths.at(-1)}: ` +
        brief(plain.at(-1)! / highway.at(-1)!),
    });
    const epochs = depths.map((depth) => {
      const goal = losses("plain", depth);
      const reached = losses("highway", depth).findIndex((loss) => loss <= goal.at(-1)!);
      return { plain: goal.length, highway: reached === -1 ? Infinity : reached + 1 };
    });
    findings.faster.push({
      seed,
      holds: epochs.map(({ plain, highway }) => highway < plain),
      values: `after ${
        epochs.map(({ highway }) => Number.isFinite(highway) ? highway : "never").join(", ")
      } epochs of ${epochs[0].plain}`,
    });
  }
  return (["plain", "highway", "faster"] as const).map((name) =>
    judge(claims[name], findings[name], [dataset])
  );
}
