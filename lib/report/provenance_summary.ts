import { runName } from "../store/run_key.ts";
import type { Run } from "../store/record.ts";

/** What a set of runs was computed with. */
export interface ProvenanceSummary {
  readonly networks: number;
  readonly seeds: readonly number[];
  /** Wall time of the trainings of each seed. */
  readonly seconds: readonly number[];
  readonly processors: readonly string[];
  /** Engines, with BLAS and threads. */
  readonly engines: readonly string[];
  /** Versions. */
  readonly deno: readonly string[];
}

/** Sums up where runs come from, each counted once. */
export function summarizeProvenance(runs: readonly Run[]): ProvenanceSummary {
  const distinct = [...new Map(runs.map((run) => [runName(run), run])).values()];
  const bySeed = [...Map.groupBy(distinct, ({ experiment }) => experiment.seed)]
    .sort(([a], [b]) => a - b)
    .map(([seed, runs]) => ({
      seed,
      sessions: runs.flatMap(({ provenance }) => provenance.sessions),
    }));
  const sessions = bySeed.flatMap(({ sessions }) => sessions);
  const all = (values: readonly string[]) => [...new Set(values)].sort();
  return {
    networks: distinct.length,
    seeds: bySeed.map(({ seed }) => seed),
    seconds: bySeed.map(({ sessions }) =>
      Math.round(sessions.reduce((sum, { seconds }) => sum + seconds, 0))
    ),
    processors: all(sessions.map(({ processor }) => processor)),
    engines: all(sessions.map(({ engine }) => engine)),
    deno: all(sessions.map(({ deno }) => deno)),
  };
}
