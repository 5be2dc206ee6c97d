/// <reference lib="dom" />
/**
 * The report page while networks train: it follows them, and whoever is killed.
 *
 * @module
 */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { generateGlyphs } from "../lib/data/glyphs.ts";
import { standInSeed } from "../lib/data/load.ts";
import { createEngine } from "../lib/engines/select.ts";
import { plain } from "../lib/models/network_spec.ts";
import { depthSweepExperiments } from "../lib/sections/experiments.ts";
import { FrameStore } from "../lib/store/frame_store.ts";
import { pageHtml, type PageParts } from "../lib/page/html.ts";
import { emptyPage, makePage } from "../lib/page/make_page.ts";
import { pageParts } from "../lib/page/page_parts.ts";
import { type PageServerOptions, servePage } from "../lib/page/page_server.ts";
import { assert, assertEquals } from "../lib/testing/assert.ts";
import type { Experiment } from "../lib/train/experiment.ts";
import { RunStore } from "../lib/store/run_store.ts";
import { browserTest, openChromium, watchShifts } from "./_chromium.ts";

/** Runs an experiment in the store that is named; ends an epoch with each byte that it is sent. */
const training = `
  import { createEngine, loadDataset } from "./lib/mod.ts";
  import { run } from "./lib/store/run.ts";
  import { RunStore } from "./lib/store/run_store.ts";
  const [folder, experiment] = Deno.args;
  const engine = await createEngine({ engine: "fused", backend: "auto", threads: 1 });
  await run(JSON.parse(experiment), await loadDataset("glyphs"), {
    engine,
    store: new RunStore(folder),
    onEpoch: () => Deno.stdin.read(new Uint8Array(1)),
  });
  await engine.close();
`;

/** A small net that no figure has. */
const small: Experiment = {
  network: plain({ depth: 2, inputSize: 784, classes: 10 }),
  dataset: "glyphs",
  images: 64,
  training: { epochs: 5, batchSize: 32, learningRate: 0.05, momentum: 0.9 },
  seed: 1,
};

/** A training process whose epochs end when they are told to. */
function train(folder: string, experiment: Experiment) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--ext=ts", training, folder, JSON.stringify(experiment)],
    cwd: new URL("..", import.meta.url),
    stdin: "piped",
    stdout: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  return {
    endEpochs: (count: number) => writer.write(new Uint8Array(count)),
    async kill() {
      child.kill("SIGKILL");
      await child.status;
      await writer.abort().catch(() => {});
    },
    async end() {
      assertEquals((await child.status).code, 0);
      await writer.close().catch(() => {});
    },
  };
}

/** Starts the server; resolves to its address and to what ends it. */
async function startServer(
  store: RunStore,
  port: number,
  parts: PageParts,
  draw: PageServerOptions["draw"],
) {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<string>();
  const served = servePage({
    store,
    draw,
    empty: pageHtml(emptyPage, { ...parts, version: 0 }),
    ports: [port],
    signal: controller.signal,
    onListen: resolve,
    onError: (error) => assert(false, String(error)),
    interval: 50,
  });
  const address = await promise;
  const stop = async () => {
    controller.abort();
    await served;
  };
  return { address, stop };
}

/** A folder for a test, and a store in it. */
async function makeWorkplace() {
  const folder = await Deno.makeTempDir();
  return {
    folder,
    store: new RunStore(join(folder, "runs")),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

browserTest("the report page while networks train", async (t) => {
  await using workplace = await makeWorkplace();
  const { store } = workplace;
  const parts = await pageParts();
  let drawn = 0;

  const serve = (port: number) =>
    startServer(store, port, parts, (version) => {
      drawn++;
      return Promise.resolve({ html: pageHtml(emptyPage, { ...parts, version }), growing: [] });
    });
  let server = await serve(0);
  const browser = await openChromium();
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  const panel = (text: string) => shows(page, ".live-runs", text);
  let trainer: ReturnType<typeof train> | undefined;
  try {
    await t.step("says that nothing is in training", async () => {
      await page.goto(server.address);
      await shows(page, ".live-state", "Nothing is in training.");
    });

    await t.step("shows each epoch of a run as it ends", async () => {
      trainer = train(store.folder, small);
      await panel("plain 2, glyphs, seed 1");
      await panel("training, epoch 1 of 5");
      await trainer.endEpochs(2);
      await panel("training, epoch 3 of 5, loss");
      await page.waitForFunction(() =>
        document.querySelectorAll(".live-runs .mark-symbol path").length >= 3
      );
      await shows(page, ".live-state", "1 network in training.");
      const ticks = await page.locator(".live-runs .role-axis-label text").allTextContents();
      assert(ticks.includes("5"), `the axis shows the planned epochs: ${ticks}`);
      const line = page.locator(".live-runs .mark-line path").first();
      assertEquals(await line.getAttribute("stroke"), "#1f77b4"); // a plain net's colour
    });

    await t.step("shows that a run's process was killed", async () => {
      await trainer!.kill();
      await panel("stopped: no process trains it any more, epoch 3 of 5");
      await shows(page, ".live-state", "1 network stopped.");
    });

    await t.step("waits for a server that was stopped, and goes on with the next", async () => {
      const { port } = new URL(server.address);
      await server.stop();
      await shows(page, ".live-state", "The server does not answer");
      server = await serve(Number(port));
      assertEquals(new URL(server.address).port, port);
      await panel("stopped: no process trains it any more, epoch 3 of 5");
    });

    await t.step(
      "shows a run that is begun again to its end, and draws the figures",
      async () => {
        const before = drawn;
        trainer = train(store.folder, small);
        await panel("training, epoch 1 of 5");
        await trainer.endEpochs(5);
        await trainer.end();
        await shows(page, ".live-state", "Nothing is in training.");
        await page.waitForFunction(() => Number(document.body.dataset.version) >= 2);
        await shows(page, ".live-state", "Nothing is in training.");
        assertEquals(await page.locator(".live-runs .panel").count(), 0);
        assert(drawn > before);
        assertEquals((await store.load((await names(store))[0]))!.history.length, 5);
      },
    );
  } finally {
    await trainer?.kill().catch(() => {});
    await browser.close();
    await server.stop();
  }
});

browserTest("Figure 8 while its networks train", async (t) => {
  await using workplace = await makeWorkplace();
  const { folder, store } = workplace;
  const parts = await pageParts();
  const engine = await createEngine({ engine: "fused", backend: "auto", threads: 1 });
  const serve = (port: number) =>
    startServer(store, port, parts, async (version, begun) => {
      const page = await makePage({
        engine,
        convolutionalEngine: () => Promise.reject(new Error("there are no such nets")),
        store,
        frames: new FrameStore(join(folder, "diagnostics")),
        folder: join(folder, "page"),
        plan: { depths: [2], images: 128, epochs: [0, 1] },
        begun,
      });
      const growing = Object.keys(page.data.growing);
      return { html: pageHtml(page, { ...parts, version }), growing };
    });
  const [plain10, highway10] = depthSweepExperiments(generateGlyphs(standInSeed), {
    profile: "quick",
    seeds: [1],
  });
  let server = await serve(0);
  const browser = await openChromium();
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  await page.addInitScript(watchShifts);
  /** What the first panel says, and the points of its lines, ours only. */
  const panel = (text: string, ...points: number[]) =>
    page.waitForFunction(
      ([text, points]) => {
        dispatchEvent(new Event("beforeprint")); // draws what is not near the view
        const view = document.querySelector("#figure_08_depth_sweep-depth-10");
        const lines = [...view?.querySelectorAll(".mark-line path") ?? []]
          .map((line) => line.getAttribute("d")?.match(/[ML]/g)?.length ?? 0);
        return view?.parentElement?.querySelector(".growing")?.textContent === text &&
          lines.sort().join() === points;
      },
      [text, points.join()] as const,
    );
  let trainer: ReturnType<typeof train> | undefined;
  try {
    await t.step("is there from the first epoch of its first run, and grows", async () => {
      await page.goto(server.address);
      trainer = train(store.folder, plain10);
      await trainer.endEpochs(1);
      await panel("plain: epoch 2 of 4", 2);
      assertEquals(await page.locator("#figure_08_depth_sweep .view").count(), 4);
      const link = page.locator(".live-runs a");
      assertEquals(await link.innerText(), "Grows in Figure 8");
      const version = await page.evaluate("document.body.dataset.version");
      await trainer.endEpochs(1);
      await panel("plain: epoch 3 of 4", 3);
      assertEquals(await page.evaluate("document.body.dataset.version"), version);
      assertEquals(await page.evaluate("shifts.sum"), 0);
    });

    await t.step("shows a run that died, by another server too", async () => {
      await trainer!.kill();
      await panel("plain: stopped at epoch 3 of 4", 3);
      const { port } = new URL(server.address);
      await server.stop();
      server = await serve(Number(port));
      await page.goto(server.address);
      await panel("plain: stopped at epoch 3 of 4", 3);
    });

    await t.step("has a run to its end, and the next one beside it", async () => {
      trainer = train(store.folder, plain10);
      await page.locator("#depth-explorer").getByText("sigmoid", { exact: true }).click();
      const readout = await page.locator("#depth-explorer .readout").innerText();
      await page.locator("#activations .values summary, #depth .values summary").first().click();
      const top = await page.evaluate(() => {
        document.querySelector("#depth")!.scrollIntoView({ behavior: "instant" });
        return scrollY;
      });
      const version = await page.evaluate("document.body.dataset.version");
      await trainer.endEpochs(4);
      await trainer.end();
      await page.waitForFunction((before) => document.body.dataset.version !== before, version);
      await panel("", 4); // drawn anew, of what is stored
      assertEquals(await page.evaluate("scrollY"), top);
      assertEquals(await page.locator("#depth-explorer .readout").innerText(), readout);
      assertEquals(await page.locator(".values[open]").count(), 1);
      trainer = train(store.folder, highway10);
      await trainer.endEpochs(1);
      await panel("highway: epoch 2 of 4", 2, 4);
    });
  } finally {
    await trainer?.kill().catch(() => {});
    await browser.close();
    await server.stop();
    await engine.close();
  }
});

async function shows(page: Page, selector: string, text: string): Promise<void> {
  await page.waitForFunction(
    ([selector, text]) => document.querySelector(selector)?.textContent?.includes(text),
    [selector, text],
  );
}

async function names({ folder }: RunStore): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
}
