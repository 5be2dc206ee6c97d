import { runName } from "../store/run_key.ts";
import type { Run } from "../store/record.ts";

/** Hardware, software and time of a set of runs. */
export interface ProvenanceSummary {
  readonly networks: number;
  readonly seeds: readonly number[];
  /** Wall time of training, by seed. */
  readonly seconds: readonly number[];
  readonly processors: readonly string[];
  /** Engines with BLAS and threads. */
  readonly engines: readonly string[];
  /** Versions. */
  readonly deno: readonly string[];
}

/** Summarizes the provenance of runs; a run that occurs twice counts once. */
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
