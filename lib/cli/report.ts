/**
 * `deno task report`: writes the report page, or serves it while networks train.
 *
 * @module
 */
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Engine } from "../engines/engine.ts";
import { createEngine } from "../engines/select.ts";
import { FrameStore } from "../store/frame_store.ts";
import { pageHtml } from "../page/html.ts";
import { emptyPage, makePage } from "../page/make_page.ts";
import { pageParts } from "../page/page_parts.ts";
import { servePage } from "../page/page_server.ts";
import type { Looked } from "../page/run_watch.ts";
import { checkReplaceable, replaceFile } from "../store/replace_file.ts";
import { RunStore } from "../store/run_store.ts";
import { runCommand } from "./command.ts";
import { integer, readOptions } from "./options.ts";
import { UsageError } from "./usage_error.ts";

/** The same after a restart, so that open pages find the server. */
const PORT = 8415;

const usage = `Usage: deno task report [--watch [--port NUMBER]]

Writes figures/index.html: one page with every figure, claim and run, which needs no network.

  --watch        serve the page on this machine instead; its curves grow while networks train
  --port NUMBER  to serve it on (default: ${PORT}, or another if that is taken)
  --help         this text

Examples:
  deno task report
  deno task report --watch --port 9000
`;

const options = {
  watch: { type: "boolean" },
  port: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

interface ReportRequest {
  readonly watch: boolean;
  /** The first free one is taken. */
  readonly ports: readonly number[];
}

/** @throws {UsageError} If the command line cannot be understood. */
function parse(args: string[]): ReportRequest | "help" {
  const { help, watch = false, port } = readOptions(args, options);
  if (help) return "help";
  if (port !== undefined && !watch) throw new UsageError("Cannot use --port without --watch");
  return { watch, ports: port === undefined ? [PORT, 0] : [integer("port", 0, 65535)(port)] };
}

/**
 * Runs the command.
 *
 * @param data Folder with the runs.
 * @param out File to write; checked before anything is computed.
 * @returns The exit code.
 */
export const report = (args: string[], data: string, out: string): Promise<number> =>
  runCommand<ReportRequest>(args, {
    usage,
    onInterruption: "abort",
    parse,
    async run(request, { terminal, signal }) {
      if (!request.watch) await checkReplaceable(out);
      const store = new RunStore(join(data, "runs"), join(data, "records"));
      const onNotice = (notice: string) => terminal.print(`${notice}\n`, "stderr");
      const frames = new FrameStore(
        join(data, "diagnostics"),
        join(data, "diagnostic_records"),
        onNotice,
      );
      const parts = await pageParts();
      const engine = await createEngine({ engine: "auto", backend: "auto" });
      let convolutional: Promise<Engine> | undefined;
      const convolutionalEngine = () =>
        convolutional ??= createEngine({
          engine: "auto",
          backend: "auto",
          networks: "convolutional",
        });
      const draw = async (version?: number, begun?: Looked["begun"]) => {
        const page = await makePage({
          engine,
          convolutionalEngine,
          store,
          frames,
          folder: join(data, "page"),
          begun,
          signal,
          onProgress: (line) => terminal.status(line),
          onNotice,
        });
        terminal.finish();
        return {
          html: pageHtml(page, { ...parts, version }),
          growing: Object.keys(page.data.growing),
        };
      };
      if (request.watch) {
        await servePage({
          store,
          draw,
          empty: pageHtml(emptyPage, { ...parts, version: 0 }),
          ports: request.ports,
          signal,
          onListen: (address) => terminal.print(`The report page is at ${address}\n`),
          onError: (error) =>
            terminal.print(`${error instanceof Error ? error.message : error}\n`, "stderr"),
        });
      } else {
        const { html: text } = await draw();
        await replaceFile(out, text);
        const size = (new TextEncoder().encode(text).length / 1e6).toFixed(2);
        terminal.print(`Wrote ${relative(Deno.cwd(), out)}, ${size} MB\n`);
      }
      // An interrupted drawing may still use the engines, which then end with the process.
      signal.throwIfAborted();
      await engine.close();
      await (await convolutional)?.close();
    },
  });

if (import.meta.main) {
  const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const out = join(project, "figures", "index.html");
  Deno.exit(await report(Deno.args, join(project, "data"), out));
}
