/**
 * `deno task claims`: writes the claims into the README and `figures/claims.md`, or keeps the runs
 * they are judged by.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadDataset } from "../data/load.ts";
import { replaceFile } from "../store/replace_file.ts";
import { claimsPage, readClaims, withClaims } from "../report/claims_file.ts";
import { type Keeping, keepRecords } from "../store/keep_records.ts";
import type { Profile } from "../sections/profile.ts";
import { experimentsOf } from "../sections/experiments_of.ts";
import { allSections } from "../sections/sections.ts";
import { runCommand } from "./command.ts";
import { readOptions } from "./options.ts";
import { processOutput } from "./terminal.ts";

const usage = `Usage: deno task claims [--keep]

Writes the claims of figures/claims.json, which notebook 06 writes: one number each into README.md,
the rest into figures/claims.md.

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
  for (const section of allSections) {
    const family = section.networks === "convolutional" ? "tfjs" : "fused";
    const groups = Object.values(await experimentsOf(section, datasets, { profile, seeds: [] }));
    keepings.push(...groups.flatMap((experiments, index) =>
      experiments.map((experiment) => ({
        experiment,
        dataset: datasets.find(({ name }) => name === experiment.dataset)!,
        engine: { family } as const,
        parameters: index === 0 && section.keepsParameters === true,
      }))
    ));
  }
  const { kept, missing, problems } = await keepRecords(keepings, {
    store: { folder: join(data, "runs"), records: join(data, "records") },
    frames: { folder: join(data, "diagnostics"), records: join(data, "diagnostic_records") },
  });
  return [
    `Kept ${kept.length} runs of the ${profile} profile`,
    ...missing.map((name) => `Not trained yet: ${name}`),
    ...problems.map((problem) => `Not kept: ${problem}`),
    "",
  ].join("\n");
}

/** Runs the command on a project; resolves to its exit code. */
export const claims = (
  args: string[],
  project: string,
  output = processOutput,
): Promise<number> =>
  runCommand<{ readonly keep?: boolean }>(args, {
    usage,
    parse(args) {
      const { help, keep } = readOptions(args, {
        keep: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      });
      return help ? "help" : { keep };
    },
    async run({ keep: asked }, { terminal }) {
      const figures = join(project, "figures");
      const file = await readClaims(figures);
      if (asked) return terminal.print(await keep(join(project, "data"), file.profile));
      const readme = join(project, "README.md");
      await replaceFile(readme, withClaims(await Deno.readTextFile(readme), file));
      await replaceFile(join(figures, "claims.md"), claimsPage(file));
      terminal.print(
        "Wrote the claims of figures/claims.json into README.md and figures/claims.md\n",
      );
    },
  }, output);

if (import.meta.main) {
  const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  Deno.exit(await claims(Deno.args, project));
}
