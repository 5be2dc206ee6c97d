/**
 * `deno task reproduce`: runs the notebooks and writes every figure.
 *
 * @module
 */
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { DatasetName } from "../data/dataset.ts";
import { resolveDataset } from "../data/find.ts";
import type { MimeBundle, Notebook } from "../notebook/ipynb.ts";
import type { KernelOutput } from "../notebook/kernel_output.ts";
import type { NotebookParameters } from "../notebook/parameters.ts";
import { CellError, runNotebook } from "../notebook/run.ts";
import { parseReproduceArguments, type ReproduceRequest, usage } from "./reproduce_arguments.ts";
import { calledFrom } from "./called_from.ts";
import { runCommand } from "./command.ts";
import { UsageError } from "./usage_error.ts";
import type { Part } from "./parts.ts";
import type { Terminal } from "./terminal.ts";
import { filesWritten, snapshot } from "./written_files.ts";

/** The folders of a run, absolute. */
interface Folders {
  /** The sources, never written to. */
  readonly notebooks: string;
  /** For figures and frames; executed notebooks go into its folder `notebooks`. */
  readonly out: string;
}

function seconds(since: number): string {
  const total = (performance.now() - since) / 1000;
  return total < 60
    ? `${total.toFixed(1)} s`
    : `${Math.floor(total / 60)} min ${Math.floor(total % 60)} s`;
}

/** A path as short as it can be written here. */
function here(path: string): string {
  const short = relative(Deno.cwd(), path) || ".";
  return short.startsWith("..") ? path : short;
}

/** The data sets that each section is to use, every one looked for (or downloaded) once. */
async function resolveDatasets(
  request: ReproduceRequest,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Map<Part, DatasetName[]>> {
  const resolved = new Map<DatasetName, DatasetName>();
  const result = new Map<Part, DatasetName[]>();
  for (const section of request.parts) {
    const asked = request.datasets ?? section.datasets;
    const names = new Set<DatasetName>();
    if (section.shows === "one" && asked.length > 1) {
      terminal.print(`${section.name} takes one data set: ${asked[0]} it is\n`, "stderr");
    }
    for (const name of section.shows === "one" ? asked.slice(0, 1) : asked) {
      const found = resolved.get(name) ?? await resolveDataset(name, {
        signal,
        onNotice: (notice) => terminal.print(`${notice}\n`, "stderr"),
        onProgress: ({ file, received, total }) =>
          terminal.status(
            `${file}: ${(received / 1e6).toFixed(1)} MB${
              total ? ` of ${(total / 1e6).toFixed(1)} MB` : ""
            }`,
          ),
      });
      resolved.set(name, found);
      names.add(found);
    }
    result.set(section, [...names]);
  }
  terminal.finish();
  return result;
}

/** Git keeps what the report's profile leaves in `figures`: a quick run must not replace it. */
function outFolder({ out, profile }: ReproduceRequest, notebooks: string): string {
  if (out !== undefined) return resolve(calledFrom(), out);
  return resolve(notebooks, profile === "report" ? "../figures" : "../figures/quick");
}

function sectionParameters(
  section: Part,
  { profile, engine, backend, threads, out, freshTag, ...request }: ReproduceRequest,
  datasets: readonly DatasetName[],
  folders: Folders,
): NotebookParameters {
  const seeds = request.seeds ?? (profile && section.seeds?.[profile]);
  return {
    ...(profile && { profile }),
    datasets,
    ...(seeds && { seeds }),
    ...(engine && { engine }),
    ...(backend && { backend }),
    ...(threads && { threads }),
    ...(freshTag && { fresh: freshTag }),
    // As the notebook sees it: the executed notebook then names no folder of this machine.
    ...((out || profile !== "report") && {
      out: relative(folders.notebooks, folders.out).replaceAll("\\", "/") || ".",
    }),
  };
}

/**
 * Shows what a cell prints; what it displays as text only, but no line twice; and as the status
 * line what it displays to be updated, which is progress.
 */
function showOutput(output: KernelOutput, terminal: Terminal, shown: Set<string>): void {
  if (output.type === "stream") terminal.print(output.text, output.name);
  if (output.type !== "display_data" && output.type !== "update_display_data") return;
  const text = output.data["text/plain"];
  if (typeof text !== "string" || Object.keys(output.data).length > 1) return;
  if (output.displayId !== undefined) return terminal.status(text.trimEnd());
  for (const line of text.split("\n").filter((line) => !shown.has(line))) {
    shown.add(line);
    terminal.print(`${line}\n`);
  }
}

/** The text of the table that a notebook's last cell ends in. */
function resultTable({ cells }: Notebook): string | undefined {
  const last = cells.findLast((cell) => cell.cell_type === "code");
  if (last?.cell_type !== "code") return;
  const bundles = last.outputs.map((output): MimeBundle => "data" in output ? output.data : {});
  const table = bundles.findLast((data) => "text/html" in data)?.["text/plain"];
  return typeof table === "string" ? table.trimEnd() : undefined;
}

async function runSections(
  request: ReproduceRequest,
  folders: Folders,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const datasets = await resolveDatasets(request, terminal, signal);
  const shown = new Set<string>();
  signal.addEventListener("abort", () => {
    terminal.status("Interrupted: the epoch that runs is ended and kept; again to stop at once");
  });
  for (const [index, section] of request.parts.entries()) {
    const start = performance.now();
    const path = join(folders.notebooks, section.notebook);
    const out = join(folders.out, "notebooks", section.notebook);
    const place = `[${index + 1}/${request.parts.length}]`;
    terminal.print(`${place} ${section.name.padEnd(13)}  ${here(path)}\n`);
    let begun = false;
    try {
      const notebook = await runNotebook(path, {
        out,
        parameters: sectionParameters(section, request, datasets.get(section) ?? [], folders),
        onCell({ number, count }) {
          begun = true;
          terminal.status(`cell ${number} of ${count}`);
        },
        onOutput: (output) => showOutput(output, terminal, shown),
        signal,
      });
      terminal.finish();
      const table = resultTable(notebook);
      if (table) terminal.print(`\n${table}\n\n`);
      terminal.print(`${place} ${section.name} done in ${seconds(start)}\n`);
    } catch (error) {
      terminal.finish();
      if (begun) terminal.print(`What was computed is kept in ${here(out)}\n`, "stderr");
      throw error;
    }
  }
}

/**
 * Runs the command.
 *
 * @param args As typed, for example ["--section", "depth"].
 * @param notebooks Folder of the notebooks. Figures go to `../figures` of it with the report's
 * profile, to `../figures/quick` without, or where `--out` says.
 * @returns The exit code.
 */
export const reproduce = (args: string[], notebooks: string): Promise<number> =>
  runCommand<ReproduceRequest>(args, {
    usage,
    onInterruption: "abort",
    parse: parseReproduceArguments,
    async run(request, { terminal, signal }) {
      const start = performance.now();
      const folders = { notebooks, out: outFolder(request, notebooks) };
      const inside = relative(notebooks, folders.out);
      const inNotebooks = !inside.startsWith("..") && !isAbsolute(inside);
      if (inNotebooks || join(folders.out, basename(notebooks)) === notebooks) {
        throw new UsageError(
          `Bad --out ${
            JSON.stringify(request.out)
          }: figures and executed notebooks would lie among the sources, or replace them`,
        );
      }
      const before = await snapshot(folders.out);
      await runSections(request, folders, terminal, signal);
      const files = await filesWritten(before, folders.out);
      terminal.print(
        `\nWrote ${files.length} files to ${here(folders.out)} in ${seconds(start)}:\n`,
      );
      for (const file of files) terminal.print(`  ${file}\n`);
    },
    explain: (error) => error instanceof CellError ? error.calls.map((call) => `    ${call}`) : [],
  });

if (import.meta.main) {
  const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  Deno.exit(await reproduce(Deno.args, join(project, "notebooks")));
}
