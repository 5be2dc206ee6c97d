import { join } from "node:path";
import { frame } from "../frame.ts";
import { highway } from "../models/network_spec.ts";
import { assertEquals, assertStringIncludes } from "../testing/assert.ts";
import type { Run } from "./record.ts";
import { runKey } from "./run_key.ts";
import { FrameStore } from "./frame_store.ts";

const schema = { layer: "int", value: "float" } as const;
const kind = { kind: "gates", settings: { samples: 10 } };

function runEnding(ended: string): Run {
  const experiment = {
    network: highway({ depth: 2, inputSize: 4, classes: 2, gateBias: -1 }),
    dataset: "glyphs" as const,
    training: { epochs: 1, batchSize: 2, learningRate: 0.1, momentum: 0.9 },
    seed: 1,
  };
  const session = { ended } as Run["provenance"]["sessions"][number];
  const key = runKey(experiment, { digest: "d" }, { family: "fused" });
  return { ...key, history: [], provenance: { sessions: [session] } };
}

Deno.test("a FrameStore measures a training once, and gives the same bytes ever after", async () => {
  const folder = await Deno.makeTempDir();
  const store = new FrameStore(join(folder, "cache"));
  let measured = 0;
  const measure = () => Promise.resolve(frame(schema, [{ layer: 1, value: ++measured / 3 }]));
  const bytes = async (run: Run, measurement = kind, from = store) =>
    (await from.frame(run, measurement, measure)).writeParquet().toString("hex");
  const run = runEnding("today");
  const first = await bytes(run);
  assertEquals([await bytes(run), measured], [first, 1]);
  await bytes(run, { ...kind, settings: { samples: 11 } });
  await bytes(run, { ...kind, kind: "lesions" });
  await bytes(runEnding("tomorrow")); // the same experiment trained anew
  assertEquals(measured, 4);

  const reader = new FrameStore(join(folder, "other"), join(folder, "cache"));
  assertEquals([await bytes(run, kind, reader), measured], [first, 4]);
  assertEquals(await Deno.stat(join(folder, "other")).catch(() => "none"), "none");

  for await (const { name } of Deno.readDir(join(folder, "cache"))) {
    await Deno.writeTextFile(join(folder, "cache", name, "frame.parquet"), "damaged");
  }
  await bytes(run);
  assertEquals(measured, 5);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a FrameStore that cannot keep measurements warns once, and measures", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "cache");
  await Deno.writeTextFile(path, "no folder");
  const notices: string[] = [];
  const store = new FrameStore(path, undefined, (notice) => notices.push(notice));
  let measured = 0;
  const measure = () => Promise.resolve(frame(schema, [{ layer: 1, value: ++measured }]));
  for (const samples of [10, 11, 12]) {
    const { height } = await store.frame(
      runEnding("today"),
      { ...kind, settings: { samples } },
      measure,
    );
    assertEquals(height, 1);
  }
  assertEquals([measured, notices.length], [3, 2], notices.join("\n"));
  assertStringIncludes(notices[0], `Cannot read measurements in "${path}": Not a directory`);
  assertStringIncludes(notices[1], "Cannot keep measurements: ");
  await Deno.remove(folder, { recursive: true });
});
