/**
 * Jupyter's stop button sends SIGINT to the kernel, which would end it with all that it holds:
 * trainings and diagnostics end instead.
 *
 * @module
 */
import { type Kernel, KernelExitError, startKernel } from "../lib/notebook/kernel.ts";
import { assertEquals, assertMatch, assertRejects } from "../lib/testing/assert.ts";

const setUp = `
  import { diagnostics, highway, initialize, loadDataset, train } from "./lib/mod.ts";
  import { createFusedEngine } from "./lib/engines/fused/engine.ts";
  import { untilStopped } from "./lib/stop_button.ts";
  const engine = await createFusedEngine({ threads: 1, blas: "off" });
  const { train: examples } = await loadDataset("glyphs");
  const spec = highway({ depth: 5, width: 10, inputSize: 784, classes: 10 });
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const sample = { examples, rows: Uint32Array.from({ length: 500 }, (_, index) => index) };
  const training = { epochs: 1e5, batchSize: 50, learningRate: 0.1, momentum: 0.9, seed: 1 };
  console.log(Deno.pid);
`;

/** What a cell prints, returns and throws; `onPrint` is called with each thing it prints. */
async function textOf(kernel: Kernel, code: string, onPrint = (_text: string) => {}) {
  let text = "";
  for await (const output of kernel.execute(code)) {
    if (output.type === "error") text += output.evalue;
    if (output.type === "execute_result") text += output.data["text/plain"];
    if (output.type !== "stream") continue;
    text += output.text;
    onPrint(output.text);
  }
  return text;
}

Deno.test({
  name: "the stop button ends what runs, and the kernel goes on",
  ignore: Deno.build.os === "windows",
  async fn(t) {
    await using kernel = await startKernel({ cwd: new URL("..", import.meta.url).pathname });
    const pid = Number(await textOf(kernel, setUp));
    const press = () => Deno.kill(pid, "SIGINT");
    const onStart = (text: string) => text === "started\n" && press();

    await t.step("idle: nothing ends", async () => {
      press();
      await new Promise((resolve) => setTimeout(resolve, 500));
      assertMatch(await textOf(kernel, "6 * 7"), /42$/); // a notice stands before it
    });

    await t.step("one's own loop over train()", async () => {
      const cell = `let epochs = 0;
        for await (const row of train(network, sample, training)) {
          if (++epochs === 1) console.log("started");
        }`;
      assertEquals(await textOf(kernel, cell, onStart), "started\nStopped");
    });

    await t.step("diagnostics", async () => {
      const cell = `console.log("started");
        for (;;) await diagnostics.lesionRows(network, sample);`;
      assertEquals(await textOf(kernel, cell, onStart), "started\nStopped");
    });

    await t.step("a second press does not end a kernel that a training keeps busy", async () => {
      const cell = `{
          using stop = untilStopped();
          console.log("started");
          const start = performance.now();
          while (performance.now() - start < 2500);
        }`;
      const pressTwice = (text: string) => {
        onStart(text);
        if (text === "started\n") setTimeout(press, 1000);
      };
      assertEquals(await textOf(kernel, cell, pressTwice), "started\n");
    });

    await t.step("an endless loop ends with the kernel, at a second press", async () => {
      await new Promise((resolve) => setTimeout(resolve, 500)); // or those before count as these
      const pressTwice = (text: string) => {
        onStart(text);
        if (text === "started\n") setTimeout(press, 1500);
      };
      await assertRejects(
        () => textOf(kernel, `console.log("started"); for (;;);`, pressTwice),
        KernelExitError,
        "SIGKILL",
      );
    });
  },
});
