/**
 * A study in a notebook's kernel.
 *
 * @module
 */
import { startKernel } from "../lib/notebook/kernel.ts";
import { assert, assertEquals, assertStringIncludes } from "../lib/testing/assert.ts";

Deno.test("a study in a kernel", async (t) => {
  await using kernel = await startKernel({ cwd: new URL("..", import.meta.url).pathname });

  /** What a cell prints, shows and throws. */
  async function run(code: string): Promise<{ text: string; html: string; error: string }> {
    let [text, html, error] = ["", "", ""];
    for await (const output of kernel.execute(code)) {
      if (output.type === "stream") text += output.text;
      if (output.type === "error") error += output.evalue;
      if (output.type !== "display_data") continue;
      text += output.data["text/plain"];
      html += output.data["text/html"] ?? "";
    }
    return { text, html, error };
  }

  const open = (parameters: string) =>
    run(`study = await openStudy({ datasets: ["glyphs"], threads: 1, ${parameters} });`);
  await run(`import { openStudy } from "./lib/mod.ts";
    import pl from "nodejs-polars";
    var study;`);

  await t.step("openStudy() has defaults, and refuses what it does not know", async () => {
    assertEquals((await open("")).error, "");
    const { text } = await run("console.log(JSON.stringify([study.profile, study.seeds]));");
    assertEquals(text, '["quick",[1]]\n');
    for (
      const [parameters, message] of [
        ["sedes: [1]", 'unknown option "sedes", did you mean "seeds"?'],
        ['profile: "qick"', 'Unknown profile "qick", did you mean "quick"?'],
        ["seeds: 1", "seeds must be a list of integers from 0, received 1"],
        ['datasets: ["mnits"]', 'Unknown dataset "mnits", did you mean "mnist"?'],
      ]
    ) {
      assertStringIncludes((await open(parameters)).error, message);
    }
  });

  await t.step("openStudy() run again leaves no thread behind", async () => {
    const threads = async () => {
      const { text } = await run(`console.log(Deno.build.os === "linux"
        ? [...Deno.readDirSync("/proc/self/task")].length
        : 0);`);
      return Number(text);
    };
    await open("");
    const before = await threads();
    for (let time = 0; time < 3; time++) await open("");
    const after = await threads(); // Deno starts some of its own; an engine has at least one
    assert(after < before + 3, `${before} threads, then ${after}`);
  });

  await t.step("a figure without runs on its data sets asks for the training cell", async () => {
    const { error } = await run(
      'await study.figure({ name: "toy", panels: [] }, pl.DataFrame({}), []);',
    );
    assertStringIncludes(error, "run the training cell again");
  });

  await t.step("table() shows a frame as HTML and as text", async () => {
    const { text, html } = await run(
      'await study.table(pl.DataFrame({ name: ["<i>"], rate: [0.10000000149011612] }));',
    );
    assertEquals(text, "name  rate\n<i>   0.1");
    assertStringIncludes(html, ">&lt;i&gt;</td>");
  });
});
