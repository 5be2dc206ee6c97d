import { join } from "node:path";
import pl from "nodejs-polars";
import { assertEquals, assertRejects } from "../testing/assert.ts";
import { renderPng, renderSvg } from "../figures/render.ts";
import type { FigureSpec } from "../figures/theme.ts";
import { writeFigure } from "./write_figure.ts";

const frame = pl.DataFrame({ layer: [1, 2], loss: [0.5, 0.25] });
const spec: FigureSpec = {
  title: { text: "Title", subtitle: "{ two:\n  lines }" },
  data: { values: "layer,loss\n1,0.5\n2,0.25", format: { type: "csv" } },
  mark: "point",
  encoding: { x: { field: "layer", type: "quantitative" } },
};

Deno.test("writeFigure() writes specification, drawings and frame, and nothing else", async () => {
  const root = await Deno.makeTempDir();
  try {
    const folder = join(root, "new");
    const paths = await writeFigure(folder, "figure_8", spec, frame);
    assertEquals(paths, {
      spec: join(folder, "figure_8.vl.json"),
      svg: join(folder, "figure_8.svg"),
      png: join(folder, "figure_8.png"),
      frame: join(folder, "figure_8.parquet"),
    });
    const first = await Deno.readFile(paths.png);
    await writeFigure(folder, "figure_8", spec, frame); // again, over the first
    assertEquals(
      [...Deno.readDirSync(folder)].map(({ name }) => name).sort(),
      ["figure_8.parquet", "figure_8.png", "figure_8.svg", "figure_8.vl.json"],
    );
    const text = await Deno.readTextFile(paths.spec);
    assertEquals(JSON.parse(text), JSON.parse(JSON.stringify(spec)));
    const svg = await renderSvg(spec);
    assertEquals(await Deno.readTextFile(paths.svg), svg);
    assertEquals(first, renderPng(svg));
    assertEquals(await Deno.readFile(paths.png), first);
    assertEquals(pl.readParquet(paths.frame).toRecords(), frame.toRecords());
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("writeFigure() leaves nothing half-written where it cannot write", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(folder, "a.svg", "full"), { recursive: true }); // cannot be replaced
    await assertRejects(() => writeFigure(folder, "a", spec, frame));
    assertEquals([...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".tmp")), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("writeFigure() refuses a name with a folder in it", async () => {
  await assertRejects(
    () => writeFigure("figures", "../figure_8", spec, frame),
    RangeError,
    'received "../figure_8"',
  );
});
