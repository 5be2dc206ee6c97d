/// <reference lib="dom" />
/**
 * The report page in a browser: what it shows, what it does, and who can use it.
 *
 * @module
 */
import axe from "axe-core";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { pageHtml } from "../lib/page/html.ts";
import { pageParts } from "../lib/page/page_parts.ts";
import { assert, assertEquals, assertMatch } from "../lib/testing/assert.ts";
import { browserTest, openChromium, watchShifts } from "./_chromium.ts";
import { untrainedPage } from "./_report_page.ts";

interface Look {
  readonly width: number;
  readonly colorScheme: "light" | "dark";
  readonly hasTouch?: boolean;
}

/** Opens the page, watching for what must not happen: errors, requests, things that move. */
async function open(browser: Browser, path: string, { width, ...look }: Look) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    ...look,
    offline: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const problems: string[] = [];
  page.on("console", (message) => {
    // Vega asks every touch not to scroll; a browser that scrolls already says so.
    if (message.text().startsWith("Ignored attempt to cancel a touch")) return;
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) problems.push(`asked for ${request.url()}`);
  });
  await page.addInitScript(watchShifts);
  await page.goto(pathToFileURL(path).href);
  await page.waitForSelector("html[data-ready]", { state: "attached" });
  return { page, problems, close: () => context.close() };
}

browserTest("the report page", async (t) => {
  const folder = await Deno.makeTempDir();
  const made = await untrainedPage(folder);
  const html = pageHtml(made, await pageParts());
  const path = join(folder, "index.html");
  await Deno.writeTextFile(path, html);
  const browser = await openChromium();
  try {
    await t.step("is one file of less than 3 MB that names no other", () => {
      assert(new TextEncoder().encode(html).length < 3e6, `${html.length} characters`);
      const shell = html.replaceAll(/<script[^>]*>[^]*?<\/script>/g, "");
      assertEquals(shell.match(/(src|href)="(?!#|data:|https:\/\/arxiv.org\/)[^"]*"/g), null);
    });

    for (const width of [360, 1440]) {
      for (const colorScheme of ["light", "dark"] as const) {
        await t.step(
          `is drawn, readable and still at ${width} pixels, ${colorScheme}`,
          async () => {
            const { page, problems, close } = await open(browser, path, { width, colorScheme });
            assertEquals(await accessibilityProblems(page), []); // charts are hidden from it
            await drawAll(page);
            await assertDrawn(page, made.data.panels.length + 3);
            assertEquals(await page.evaluate("document.documentElement.scrollWidth"), width);
            const shift = await page.evaluate("shifts.sum") as number;
            assert(shift < 0.01, `things moved by ${shift}`);
            assertEquals(await clippedTexts(page), []);
            assertEquals(problems, []);
            await close();
          },
        );
      }
    }

    const { page, problems, close } = await open(browser, path, {
      width: 1440,
      colorScheme: "light",
    });
    const text = (selector: string) => page.locator(selector).first().innerText();

    await t.step("draws what is near the view, and little else", async () => {
      const drawn = page.locator(".view[data-drawn]");
      assertEquals(await drawn.count(), 0); // the verdicts fill the first screen
      assert(await page.locator("*").count() < 13_000);
      await page.locator("#figure_08_depth_sweep .view").first().scrollIntoViewIfNeeded();
      await page.waitForSelector("#figure_08_depth_sweep .view[data-drawn] svg");
      assert(await page.locator("#figure_05_mean_activation .view[data-drawn]").count() === 0);
      await drawAll(page);
    });

    await t.step("lists the claims in order, with the figure that shows each", async () => {
      const numbers = (await page.locator(".overview .number").allInnerTexts()).map(Number);
      assertEquals(numbers, numbers.toSorted((a, b) => a - b));
      assertMatch(await text(".overview li"), /Glyphs \(stand-in\) · Figure \d/);
    });

    await t.step("saves a figure's data and pictures", async () => {
      const save = async (kind: string) => {
        const saved = page.waitForEvent("download");
        await page.locator("#figure_08_depth_sweep").getByRole("button", { name: kind }).click();
        const download = await saved;
        assertEquals(download.suggestedFilename(), `figure_08_depth_sweep.${kind.toLowerCase()}`);
        return await Deno.readFile(await download.path());
      };
      const csv = new TextDecoder().decode(await save("CSV"));
      const [head, ...lines] = csv.trim().split("\r\n");
      assertMatch(head, /^panel,(?=.*epoch)(?=.*loss)/);
      const names = new Set(
        made.data.panels.filter(({ id }) => id.startsWith("figure_08")).map(({ table }) => table),
      );
      assertEquals(lines.length, [...names].flatMap((name) => made.data.tables[name]).length);
      const svg = new TextDecoder().decode(await save("SVG"));
      assertEquals(svg.match(/Depth (10|20|50|100)</g)?.length, 4);
      assert(svg.match(/mark-line/g)!.length >= 4 && svg.includes(">highway</text>"));
      assertEquals([...(await save("PNG")).subarray(0, 4)], [137, 80, 78, 71]);
    });

    await t.step("shows the four maps of a net in one row", async () => {
      await page.setViewportSize({ width: 1265, height: 900 });
      const tops = await page.locator("#figure_09_gates .view").evaluateAll((views) =>
        views.map((view) => view.getBoundingClientRect().top)
      );
      assertEquals(tops, Array(4).fill(tops[0]));
      await page.setViewportSize({ width: 1440, height: 900 });
    });

    await t.step("says for a moment that a command was copied", async () => {
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      const button = page.locator("#depth .copy").first();
      await button.click();
      await page.waitForFunction(
        (button) => button!.textContent === "Copied",
        await button.elementHandle(),
      );
      assertEquals(
        await page.evaluate("navigator.clipboard.readText()"),
        await text("#depth .command code"),
      );
      await page.waitForFunction(
        (button) => button!.textContent === "Copy",
        await button.elementHandle(),
      );
    });

    await t.step("says on what it was made and what is missing", async () => {
      assertMatch(
        await text("#depth .provenance"),
        /^Glyphs \(generated stand-in for MNIST\), 12,000 of 12,000 training images · profile quick · seed 1$/,
      );
      assertMatch(await text("#gates .missing"), /No run on CIFAR-100 is stored/);
      const claims = made.sections.flatMap(({ claims }) => claims);
      assert(claims.length > 20);
      assertEquals(await page.locator(".overview li").count(), claims.length);
      const own = made.sections.find(({ name }) => name === "activations")!.claims;
      assertEquals(await page.locator("#activations-claims .claim").count(), own.length);
      assertEquals(
        await text("#gates .rerun code"),
        "deno task reproduce --section gates --dataset glyphs",
      );
    });

    await t.step("has verdicts, settings and the command below each figure", async () => {
      const figures = made.sections.flatMap(({ figures }) => figures);
      assertEquals(await page.locator(".figure .rerun code").count(), figures.length);
      assertMatch(
        await text("#figure_07_gradient_norms .rerun"),
        /^(Claim 3 [●◐○–] [a-z ]+ *\n)+Settings\s+Save as\s+CSV\s+SVG\s+PNG\s+Run it again:\s+deno task reproduce --section activations/,
      );
      const settings = page.locator("#activations-settings");
      assert(await settings.isHidden());
      await page.locator("#figure_07_gradient_norms").getByRole("link", { name: "Settings" })
        .click();
      assertMatch(await settings.innerText(), /Learning rate\s+0.003/);
    });

    await t.step("shows the values at the nearest point of a curve", async () => {
      const view = page.locator("#figure_08_depth_sweep-depth-10");
      await view.scrollIntoViewIfNeeded();
      const box = (await view.boundingBox())!;
      await page.mouse.move(box.x + box.width / 2, box.y + 60);
      await page.mouse.move(box.x + box.width / 2 + 2, box.y + 62);
      await page.waitForSelector("#tooltip:not([hidden])");
      assertMatch(
        await text("#tooltip"),
        /architecture (plain|highway)[^]*epoch \d[^]*loss [\d.]+/,
      );
      await page.mouse.move(5, 5);
      await page.waitForSelector("#tooltip", { state: "hidden" });
    });

    await t.step("zooms all panels of a figure by its buttons, and back", async () => {
      const whole = await ticks(page, "#figure_08_depth_sweep-depth-20");
      const zoom = (name: string) =>
        page.locator("#figure_08_depth_sweep").getByRole("button", { name, exact: true });
      await zoom("Zoom in").click();
      await zoom("Zoom in").click();
      const zoomed = await ticks(page, "#figure_08_depth_sweep-depth-20");
      assertDiffer(zoomed, whole);
      await zoom("Zoom out").focus();
      for (let press = 0; press < 9; press++) await page.keyboard.press("ArrowRight");
      const moved = await ticks(page, "#figure_08_depth_sweep-depth-20");
      assert(moved.includes("4") && !moved.includes("1"), `stops at the last epoch: ${moved}`);
      await page.keyboard.press("Tab");
      assertEquals(await page.evaluate("document.activeElement.textContent"), "Whole axis");
      for (let press = 0; press < 4; press++) await zoom("Zoom out").click();
      assertEquals(await ticks(page, "#figure_08_depth_sweep-depth-20"), whole);
    });

    await t.step("zooms one panel by the wheel with a key, which else scrolls", async () => {
      const [one, other] = ["#figure_08_depth_sweep-depth-10", "#figure_08_depth_sweep-depth-20"];
      const whole = await ticks(page, one);
      const [x, y] = await middle(page, one);
      const top = () => page.evaluate(() => scrollY);
      await page.mouse.move(x, y);
      const before = await top();
      await page.mouse.wheel(0, 40);
      await page.waitForFunction((before) => scrollY === before + 40, before);
      await page.mouse.wheel(0, -40);
      await page.waitForFunction((before) => scrollY === before, before);
      assertEquals(await ticks(page, one), whole);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -400);
      await page.waitForSelector(`${one}[data-zoomed]`);
      await page.keyboard.up("Control");
      assertEquals(await top(), before);
      assertDiffer(await ticks(page, one), whole);
      assertEquals(await ticks(page, other), whole);
      await page.mouse.down();
      await page.mouse.move(x + 2000, y, { steps: 8 });
      await page.mouse.up();
      const dragged = await ticks(page, one);
      assert(dragged.includes("0") && !dragged.includes("4"), `stops at epoch 0: ${dragged}`);
      await page.mouse.dblclick(x, y);
      assertEquals(await ticks(page, one), whole);
    });

    await t.step("points at one cell in the four maps, by pointer and by keys", async () => {
      const pictures = () =>
        page.locator("#figure_09_gates canvas").evaluateAll((maps) =>
          maps.map((map) => (map as HTMLCanvasElement).toDataURL())
        );
      const before = await pictures();
      assertEquals(before.length, 4);
      const view = page.locator("#figure_09_gates-glyphs-gate");
      await view.scrollIntoViewIfNeeded();
      const box = (await view.boundingBox())!;
      await page.mouse.move(box.x + 130, box.y + 100);
      await page.waitForFunction(() =>
        document.querySelector("#figure_09_gates .readout")!.textContent!.startsWith("Layer")
      );
      const pointed = await pictures();
      assertEquals(pointed.map((picture, index) => picture !== before[index]), [
        true,
        true,
        true,
        true,
      ]);
      const [, layer, unit] = /Layer (\d+), unit (\d+): bias −2, mean gate 0\.\d+, /.exec(
        await text("#figure_09_gates .readout"),
      )!;
      await view.focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowRight");
      assertMatch(
        await text("#figure_09_gates .readout"),
        new RegExp(`^Layer ${Number(layer) + 1}, unit ${Number(unit) + 1}:`),
      );
      await page.locator("#figure_09_gates .palette").selectOption("cividis");
      assertDiffer((await pictures())[3], before[3]);
    });

    await t.step("lesions the layer that is clicked or chosen", async () => {
      const readout = () => text("#lesion-explorer .readout");
      assertMatch(await readout(), /^Without layer 2 the loss is/);
      const view = page.locator("#figure_10_lesions-glyphs");
      await view.scrollIntoViewIfNeeded();
      const box = (await view.boundingBox())!;
      await page.mouse.click(box.x + box.width * 0.6, box.y + 100);
      assertMatch(await readout(), /^Without layer (2[5-9]|3[0-5]) the loss is/);
      await page.locator("#lesion-layer").focus();
      await page.keyboard.press("End");
      assertMatch(await readout(), /^Without layer 50 the loss is/);
      assertEquals(await page.locator("#lesion-explorer [data-bars=bias] rect").count(), 50);
    });

    await t.step(
      "shows the net of the depth, activation and weights that are chosen",
      async () => {
        const readout = () => text("#depth-explorer .readout");
        const shallow = await readout();
        await page.locator("#net-depth").focus();
        await page.keyboard.press("ArrowRight");
        assertEquals(await text("#depth-explorer output"), "5");
        const deep = await readout();
        assertDiffer(deep, shallow);
        await page.locator("#depth-explorer").getByText("sigmoid", { exact: true }).click();
        assertDiffer(await readout(), deep);
        const layers = await page.locator("#depth-variance .role-axis-label text")
          .allTextContents();
        assert(layers.includes("5"), `the axis ends at the last layer: ${layers}`);
      },
    );

    await t.step("follows the image that is chosen through the layers", async () => {
      const map = () =>
        page.locator("#flow-explorer .map").evaluate((map) =>
          (map as HTMLCanvasElement).toDataURL()
        );
      assertEquals(await page.locator("#flow-explorer [role=radio]").count(), 24);
      const first = await map();
      await page.locator("#flow-explorer [role=radio]").first().focus();
      await page.keyboard.press("ArrowRight");
      const second = await map();
      assertDiffer(second, first);
      await page.locator("#flow-layer").focus();
      await page.keyboard.press("End");
      assertDiffer(await map(), second);
      assertMatch(await text("#flow-explorer .readout"), /^After layer 50 the softmax layer/);
      assertMatch(
        await text("#flow-explorer .net"),
        /^This net classifies 50.0 % of its training images correctly, and \d+\.\d % of the test/,
      );
      await page.getByRole("button", { name: "Play" }).click();
      await page.waitForFunction(() =>
        /^After layer [3-9] /.test(
          document.querySelector("#flow-explorer .readout")!.textContent!,
        )
      );
      await page.getByRole("button", { name: "Pause" }).click();
    });

    await t.step("sorts the runs, and shows a run's record", async () => {
      const column = (index: number) =>
        page.locator(`.runs tbody tr:first-child > :nth-child(${index})`).allInnerTexts();
      const loss = page.locator(".runs thead").getByRole("button", { name: "Loss" });
      const losses = page.locator(".runs td[data-value]:nth-child(6)");
      const shown = () =>
        losses.evaluateAll((cells) =>
          cells.map((cell) => Number((cell as HTMLElement).dataset.value))
        );
      await loss.click();
      const values = await shown();
      assertEquals(values.length, made.runs.length);
      assertEquals(values, values.toSorted((a, b) => a - b));
      await loss.click();
      assertEquals(await shown(), values.toReversed());
      await losses.nth(3).evaluate((cell) => cell.setAttribute("data-value", "NaN")); // diverged
      for (let sort = 0; sort < 2; sort++) {
        await loss.click();
        const sorted = await shown();
        assertEquals(sorted.map(Number.isNaN).indexOf(true), sorted.length - 1);
        assertEquals(sorted.length, values.length);
      }
      const names = await column(1);
      const record = page.locator(".runs .record").first();
      assert(await record.isHidden());
      await page.locator(".runs tbody button").first().click();
      assertMatch(await record.innerText(), /Batch\n+128/);
      assertEquals(names.length, made.runs.length);
    });

    await t.step("has whatever colours are chosen", async () => {
      const paper = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
      assertEquals(await paper(), "rgb(255, 255, 255)");
      await page.locator("#theme").selectOption("dark");
      assertEquals(await paper(), "rgb(20, 23, 27)");
      await page.locator("#theme").selectOption("auto");
    });
    assertEquals(problems, []);
    await close();

    await t.step("lets a finger scroll, move what is zoomed, and tap", async () => {
      const touch = { width: 360, colorScheme: "light", hasTouch: true } as const;
      const { page, problems, close } = await open(browser, path, touch);
      const client = await page.context().newCDPSession(page);
      // A touch while the page still glides ends that, and nothing else.
      const still = () =>
        page.evaluate(async () => {
          for (let before = NaN; scrollY !== before;) {
            before = scrollY;
            await new Promise((resolve) => setTimeout(resolve, 300));
          }
        });
      const swipe = async (selector: string, across: number, down: number) => {
        await still();
        const [x, y] = await middle(page, selector);
        const points = Array.from(
          { length: 9 },
          (_, i) => [x + i / 8 * across, y + i / 8 * down],
        );
        for (const [index, [x, y]] of points.entries()) {
          const type = index === 0 ? "touchStart" : "touchMove";
          await client.send("Input.dispatchTouchEvent", { type, touchPoints: [{ x, y }] });
        }
        await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
      };
      const panel = "#figure_08_depth_sweep-depth-20";
      await drawAll(page);
      const whole = await ticks(page, panel);
      const before = await page.evaluate(() => scrollY);
      await swipe(panel, 10, -150);
      await page.waitForFunction((before) => scrollY > before + 50, before);
      assertEquals(await ticks(page, panel), whole);
      for (let tap = 0; tap < 2; tap++) {
        await page.locator("#figure_08_depth_sweep").getByRole("button", { name: "Zoom in" }).tap();
      }
      const zoomed = await ticks(page, panel);
      assert(!zoomed.includes("1"));
      await swipe(panel, 0, -150);
      assertEquals(await ticks(page, panel), zoomed);
      await swipe(panel, 100, 0);
      for (let wait = 0; wait < 50 && !(await ticks(page, panel)).includes("1"); wait++) {
        await page.waitForTimeout(100);
      }
      assert((await ticks(page, panel)).includes("1"));
      const tooltip = page.locator("#tooltip");
      for (let tap = 0; tap < 20 && !await tooltip.isVisible(); tap++) {
        await still();
        await page.touchscreen.tap(...await middle(page, "#figure_08_depth_sweep-depth-50"));
        await page.waitForTimeout(500);
      }
      assertMatch(await page.locator("#tooltip").innerText(), /epoch \d[^]*loss [\d.]+/);
      await page.touchscreen.tap(5, 300);
      await page.waitForSelector("#tooltip", { state: "hidden" });
      await page.touchscreen.tap(...await middle(page, "#figure_09_gates-glyphs-meanGate"));
      await page.waitForFunction(() =>
        document.querySelector("#figure_09_gates .readout")!.textContent!.startsWith("Layer")
      );
      assertEquals(problems, []);
      await close();
    });

    await t.step(
      "prints on white, with every figure and without what cannot be pressed",
      async () => {
        const { page, close } = await open(browser, path, { width: 1440, colorScheme: "dark" });
        await page.emulateMedia({ media: "print" });
        assertEquals(
          await page.evaluate("getComputedStyle(document.body).backgroundColor"),
          "rgb(255, 255, 255)",
        );
        assert(await page.locator(".bar").isHidden());
        assert(await page.locator("[data-zoom]").first().isHidden());
        assert(await page.locator("#depth-settings").isVisible());
        await assertDrawn(page, made.data.panels.length + 3);
        const ink = await page.locator("#figure_08_depth_sweep-depth-10 .role-axis-label text")
          .first()
          .evaluate((text) => text.getAttribute("fill"));
        assertEquals(ink, "#59636e");
        const pdf = new TextDecoder("latin1").decode(await page.pdf({ format: "A4" }));
        assert(pdf.startsWith("%PDF") && (pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0) > 3);
        await close();
      },
    );
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
});

/** Every view has a drawing with more than one colour. */
async function assertDrawn(page: Page, count: number): Promise<void> {
  const drawn = await page.locator(".view").evaluateAll((views) =>
    views.map((view) => {
      const canvas = view.querySelector("canvas");
      if (!canvas) return view.querySelector("path[d*='L'], path[d*='A']") !== null;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size > 5;
    })
  );
  assertEquals(drawn, Array(count).fill(true));
}

/** Draws every view, as before printing: bringing each near takes long. */
async function drawAll(page: Page): Promise<void> {
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assertEquals(await page.locator(".view:not([data-drawn])").count(), 0);
}

/** What stands at a panel's ticks. */
async function ticks(page: Page, panel: string): Promise<string[]> {
  return (await page.locator(`${panel} .role-axis-label text`).allTextContents()).sort();
}

/** A panel's middle in the window, where it is brought. */
async function middle(page: Page, panel: string): Promise<[x: number, y: number]> {
  return await page.locator(panel).evaluate((panel) => {
    panel.scrollIntoView({ block: "center", behavior: "instant" });
    const { x, y, width, height } = panel.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  });
}

/** Texts of figures that stick out of their places. */
async function clippedTexts(page: Page): Promise<string[]> {
  return await page.locator(".view svg").evaluateAll((pictures) =>
    pictures.flatMap((picture) => {
      const place = picture.closest(".view")!.getBoundingClientRect();
      return [...picture.querySelectorAll("text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.width > 0 && (box.left < place.left - 1 || box.right > place.right + 1 ||
          box.top < place.top - 1 || box.bottom > place.bottom + 1);
      }).map((text) => `${picture.closest(".view")!.id}: ${text.textContent}`);
    })
  );
}

/** What axe-core finds, rule by rule. */
async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`);
  });
}

function assertDiffer(a: unknown, b: unknown): void {
  assert(JSON.stringify(a) !== JSON.stringify(b), `both are ${JSON.stringify(a)}`);
}
