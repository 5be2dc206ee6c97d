import { runName } from "../train/experiment.ts";
import type { Run } from "../train/record.ts";

/** What a set of runs was computed with. */
export interface ProvenanceSummary {
  readonly networks: number;
  readonly seeds: readonly number[];
  /** Wall time of all trainings. */
  readonly seconds: number;
  readonly processors: readonly string[];
  /** Engines, with BLAS and threads. */
  readonly engines: readonly string[];
  /** Versions. */
  readonly deno: readonly string[];
}

/** Sums up where runs come from, each counted once. */
export function summarizeProvenance(runs: readonly Run[]): ProvenanceSummary {
  const distinct = [...new Map(runs.map((run) => [runName(run.question), run])).values()];
  const sessions = distinct.flatMap(({ provenance }) => provenance.sessions);
  const all = (values: readonly string[]) => [...new Set(values)].sort();
  return {
    networks: distinct.length,
    seeds: [...new Set(distinct.map(({ experiment }) => experiment.seed))].sort((a, b) => a - b),
    seconds: Math.round(sessions.reduce((sum, { seconds }) => sum + seconds, 0)),
    processors: all(sessions.map(({ processor }) => processor)),
    engines: all(sessions.map(({ engine }) => engine)),
    deno: all(sessions.map(({ deno }) => deno)),
  };
}
