import { highway } from "../models/network_spec.ts";
import { assertEquals } from "../testing/assert.ts";
import type { Run } from "../store/record.ts";
import { runKey } from "../store/run_key.ts";
import { summarizeProvenance } from "./provenance_summary.ts";

function run(seed: number, ...sessions: [seconds: number, engine: string][]): Run {
  const experiment = {
    network: highway({ depth: 2, inputSize: 4, classes: 2, gateBias: -1 }),
    dataset: "glyphs" as const,
    training: { epochs: 1, batchSize: 2, learningRate: 0.1, momentum: 0.9 },
    seed,
  };
  const base = { processor: "A processor", deno: "2.9.6" };
  return {
    ...runKey(experiment, { digest: "d" }, { family: "fused" }),
    history: [],
    provenance: {
      sessions: sessions.map(([seconds, engine]) =>
        ({ ...base, seconds, engine }) as Run["provenance"]["sessions"][number]
      ),
    },
  };
}

Deno.test("summarizeProvenance() counts every training once, with all its sessions", () => {
  const twice = run(2, [10.4, "fused, 2 threads"], [20.2, "fused, 1 thread"]);
  assertEquals(summarizeProvenance([twice, run(1, [1, "fused, 2 threads"]), twice]), {
    networks: 2,
    seeds: [1, 2],
    seconds: [1, 31],
    processors: ["A processor"],
    engines: ["fused, 1 thread", "fused, 2 threads"],
    deno: ["2.9.6"],
  });
});
