/**
 * `deno task report`: writes the report page, or serves it while networks train.
 *
 * @module
 */
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createEngine } from "../engines/select.ts";
import { pageHtml } from "../report/page/html.ts";
import { makePage } from "../report/page/make_page.ts";
import { pageParts } from "../report/page/page_parts.ts";
import { RunStore } from "../train/run_store.ts";
import { resolveHighwayData } from "./called_from.ts";
import { processOutput, Terminal } from "./terminal.ts";

if (import.meta.main) {
  const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const data = join(project, "data");
  resolveHighwayData();
  const terminal = new Terminal(processOutput);
  const engine = await createEngine({ engine: "auto", backend: "auto" });
  const page = await makePage({
    engine,
    store: new RunStore(join(data, "runs"), join(data, "records")),
    folder: join(data, "page"),
    onProgress: (line) => terminal.status(line),
    onNotice: (notice) => terminal.print(`${notice}\n`, "stderr"),
  });
  await engine.close();
  const text = pageHtml(page, await pageParts());
  const path = join(project, "figures", "index.html");
  await Deno.writeTextFile(path, text);
  terminal.finish();
  terminal.print(`Wrote ${relative(Deno.cwd(), path)}, ${(text.length / 1e6).toFixed(2)} MB\n`);
  Deno.exit(0);
}
