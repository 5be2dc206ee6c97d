/**
 * Jupyter's stop button sends SIGINT to the kernel, which would end it: a training ends instead.
 *
 * @module
 */
import { startKernel } from "../lib/notebook/kernel.ts";
import { assertEquals } from "../lib/testing/assert.ts";

const cell = `
  import { stoppable } from "./lib/report/stop_button.ts";
  await stoppable(async (signal) => {
    console.log(Deno.pid);
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    console.log("kept");
    signal.throwIfAborted();
  });
`;

Deno.test({
  name: "the stop button ends a training in its own time, and the kernel goes on",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using kernel = await startKernel({ cwd: new URL("..", import.meta.url).pathname });
    for (let time = 0; time < 2; time++) {
      let text = "";
      for await (const output of kernel.execute(cell)) {
        if (output.type === "error") text += output.evalue;
        if (output.type !== "stream") continue;
        if (output.text === "kept\n") text += output.text;
        else Deno.kill(Number(output.text), "SIGINT");
      }
      assertEquals(text, "kept\nStopped: what was trained is kept, run the cell again to go on");
    }
  },
});
