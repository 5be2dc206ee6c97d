import { highway } from "../models/network_spec.ts";
import { runKey } from "../store/run_key.ts";
import { assertMatch } from "../testing/assert.ts";
import { describeRun } from "./runs_text.ts";

Deno.test("describeRun() says that a data set's content was not verified", () => {
  const experiment = {
    network: highway({ depth: 3, width: 4, inputSize: 6, classes: 3 }),
    dataset: "cifar100",
    training: { epochs: 0, batchSize: 8, learningRate: 0.1, momentum: 0.9 },
    seed: 1,
  } as const;
  const key = runKey(experiment, { digest: "0".repeat(64) }, { family: "fused" });
  const text = (provenance: { unverifiedData?: boolean }) =>
    describeRun(
      { name: "x", path: "data/runs/x", state: "interrupted", readOnly: false },
      { ...key, history: [], provenance: { ...provenance, sessions: [] } },
    );
  assertMatch(text({}), /data set 0{12}… \(SHA-256\)\n/);
  assertMatch(
    text({ unverifiedData: true }),
    /data set 0{12}… \(SHA-256, content not verified\)\n/,
  );
});
