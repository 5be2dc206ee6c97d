/**
 * A notebook on each backend of TF.js that is there, through the runner and a real kernel: trains a
 * small net and asks for its gates and lesions.
 *
 * @module
 */
import { join } from "node:path";
import { generateGlyphs } from "../lib/data/glyphs.ts";
import { standInSeed } from "../lib/data/load.ts";
import { gateRows } from "../lib/diagnostics/gates.ts";
import { lesionRows } from "../lib/diagnostics/lesions.ts";
import { createFusedEngine } from "../lib/engines/fused/engine.ts";
import { initialize } from "../lib/models/initialize.ts";
import { highway } from "../lib/models/network_spec.ts";
import { runNotebook } from "../lib/notebook/run.ts";
import { assert } from "../lib/testing/assert.ts";
import { assertAllClose } from "../lib/testing/assert_close.ts";
import { backendsAtLength } from "../lib/testing/backends.ts";
import { train } from "../lib/train/train.ts";

type Numbers = Record<"losses" | "gates" | "lesions", number[]>;

/** What the notebook should print, from the fused engine. */
async function expectedNumbers(): Promise<Numbers> {
  const engine = await createFusedEngine({ threads: 1 });
  const spec = highway({ depth: 5, inputSize: 784, classes: 10, gateBias: -1 });
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const { train: examples } = generateGlyphs(standInSeed);
  const sample = { examples, rows: Uint32Array.from({ length: 200 }, (_, index) => index) };
  const training = { epochs: 2, batchSize: 64, learningRate: 0.1, momentum: 0.9, seed: 1 };
  const history = await Array.fromAsync(train(network, sample, training));
  const numbers = {
    losses: history.map(({ loss }) => loss),
    gates: (await gateRows(network, sample, { image: 0 })).map(({ meanGate }) => meanGate),
    lesions: (await lesionRows(network, sample)).map(({ loss }) => loss),
  };
  await engine.close();
  return numbers;
}

for (const { name: backend, absent } of backendsAtLength) {
  Deno.test({
    name: `a notebook trains and diagnoses on ${backend}${absent ? ` (${absent})` : ""}`,
    ignore: absent !== undefined,
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        const { cells } = await runNotebook(
          join(import.meta.dirname!, "fixtures/backend.ipynb"),
          { out: join(folder, "executed.ipynb"), parameters: { backend } },
        );
        const printed = cells.flatMap((cell) => cell.cell_type === "code" ? cell.outputs : [])
          .find((output) => output.output_type === "stream" && output.name === "stdout");
        assert(printed?.output_type === "stream", "The notebook printed nothing");
        const numbers: Numbers = JSON.parse(printed.text);
        for (const [name, expected] of Object.entries(await expectedNumbers())) {
          // Eight steps of float32 carry rounding (1.2e-7) on.
          const tolerance = 1e-5;
          assertAllClose(numbers[name as keyof Numbers], expected, { name, tolerance });
        }
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
