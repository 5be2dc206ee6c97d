/**
 * `deno task claims`: writes the claims into the README, or keeps the runs they are judged by.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadDataset } from "../data/load.ts";
import { replaceFile } from "../replace_file.ts";
import { readClaims, withClaims } from "../report/claims_file.ts";
import { evidenceExperiments, evidenceSections } from "../report/evidence.ts";
import { type Keeping, keepRecords } from "../report/keep_records.ts";
import type { Profile } from "../report/profile.ts";
import { resolveEnvironment } from "./called_from.ts";
import { readOptions } from "./options.ts";
import { processOutput, type TerminalOutput } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

const usage = `Usage: deno task claims [--keep]

Writes the table of claims of figures/claims.json, which notebook 06 leaves, into README.md.

  --keep  copy the runs that those claims were judged by, and what was measured in them, from
          data/runs and data/diagnostics to data/records and data/diagnostic_records, where Git
          keeps them; the parameters of nets only where gates and lesions are measured in them
  --help  this text

Examples:
  deno task claims
  deno task claims --keep
`;

async function keep(data: string, profile: Profile): Promise<string> {
  const datasets = [await loadDataset("mnist"), await loadDataset("cifar100")];
  const standIn = datasets.find(({ standsInFor }) => standsInFor);
  if (standIn) throw new Error(`Cannot keep records: ${standIn.standsInFor} cannot be had`);
  const keepings: Keeping[] = [];
  for (const section of evidenceSections) {
    const experiments = await evidenceExperiments(section, { profile, seeds: [], datasets });
    keepings.push(...experiments.map((experiment) => ({
      experiment,
      dataset: datasets.find(({ name }) => name === experiment.dataset)!,
      engine: { family: section === "convolutional" ? "tfjs" as const : "fused" as const },
      parameters: section === "gates",
    })));
  }
  const { kept, missing, problems } = await keepRecords(keepings, {
    store: { folder: join(data, "runs"), records: join(data, "records") },
    frames: { folder: join(data, "diagnostics"), records: join(data, "diagnostic_records") },
  });
  return [
    `Kept ${kept.length} runs of the ${profile} profile`,
    ...missing.map((name) => `Not trained yet: ${name}`),
    ...problems.map((problem) => `Not kept: ${problem}`),
  ].join("\n");
}

/**
 * Runs the command on a project.
 *
 * @returns The exit code: 0, 1 if it failed, 2 if the command line is wrong.
 */
export async function claims(
  args: string[],
  project: string,
  output: Pick<TerminalOutput, "write"> = processOutput,
): Promise<number> {
  try {
    resolveEnvironment();
    output.write("stdout", `${await answer(args, project)}\n`);
    return 0;
  } catch (error) {
    output.write("stderr", `${error instanceof Error ? error.message : error}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function answer(args: string[], project: string): Promise<string> {
  const asked = readOptions(args, {
    keep: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  });
  if (asked.help) return usage.trimEnd();
  const file = await readClaims(join(project, "figures"));
  if (asked.keep) return await keep(join(project, "data"), file.profile);
  const readme = join(project, "README.md");
  await replaceFile(readme, withClaims(await Deno.readTextFile(readme), file));
  return "Wrote the claims of figures/claims.json into README.md";
}

if (import.meta.main) {
  const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  Deno.exit(await claims(Deno.args, project));
}
