import { join } from "node:path";

import { assert, assertEquals, assertMatch, assertStringIncludes } from "../lib/testing/assert.ts";
import { parts } from "../lib/cli/parts.ts";
import { parseNotebook } from "../lib/notebook/ipynb.ts";
import { succeeds } from "./_succeeds.ts";

const root = join(import.meta.dirname!, "..");
const command = new URL("../lib/cli/reproduce.ts", import.meta.url).href;
const config = join(root, "deno.json");

/** A project whose sections are all this fixture, with a folder for what its processes leave. */
async function makeProject(fixture: string) {
  const folder = await Deno.makeTempDir();
  const temporary = join(folder, "temporary");
  await Deno.mkdir(join(folder, "notebooks"));
  await Deno.mkdir(temporary);
  const source = join(import.meta.dirname!, "fixtures", fixture);
  for (const { notebook } of parts) {
    await Deno.copyFile(source, join(folder, "notebooks", notebook));
  }
  return {
    folder,
    temporary,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

type Project = Awaited<ReturnType<typeof makeProject>>;

/** The command on this project's notebooks, its connection files in the temporary folder. */
function commandLine({ folder }: Project, args: string[]): Deno.CommandOptions {
  const code = `import { reproduce } from ${JSON.stringify(command)};
    const args = ${JSON.stringify(args)};
    Deno.exit(await reproduce(args, ${JSON.stringify(join(folder, "notebooks"))}));`;
  return {
    args: ["eval", "--config", config, code],
    cwd: folder,
    env: { TMPDIR: "temporary", TEMP: "temporary", INIT_CWD: folder, NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  };
}

function reproduce(project: Project, args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), commandLine(project, args)).spawn();
}

async function finished(child: Deno.ChildProcess) {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Command lines of the kernels whose connection file is in this folder. */
async function kernelsOf({ temporary }: Project): Promise<string[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-eo", "args"] }).output();
  return new TextDecoder().decode(stdout).split("\n")
    .filter((line) => line.includes("--kernel") && line.includes(temporary));
}

/** What is in the folder that the report's profile writes to. */
function figuresOf({ folder }: Project): string[] {
  return [...Deno.readDirSync(join(folder, "figures"))].map(({ name }) => name).sort();
}

Deno.test("reproduce runs one section into another folder with what it was asked for", async () => {
  await using project = await makeProject("section.ipynb");
  const args = "--section lesioning --profile report --dataset glyphs --dataset textures " +
    "--seed 3 --seed 4 --engine tfjs --backend wasm --out results/new";
  const { code, stdout, stderr } = await finished(reproduce(project, args.split(" ")));
  assertEquals([code, stderr], [0, "a warning\n"]);
  const out = join(project.folder, "results/new");
  assertEquals(JSON.parse(await Deno.readTextFile(join(out, "request.json"))), {
    profile: "report",
    datasets: ["glyphs", "textures"],
    seeds: [3, 4],
    engine: "tfjs",
    backend: "wasm",
  });
  const executed = await Deno.readTextFile(join(out, "notebooks/04_lesioning.ipynb"));
  assertStringIncludes(executed, 'out = \\"../results/new\\";');
  assert(!executed.includes(project.folder), "The notebook names a folder of this machine");
  const lines = stdout.split("\n");
  assertEquals(lines[0], "[1/1] lesions        notebooks/04_lesioning.ipynb");
  assertStringIncludes(stdout, "\nclaim     verdict\ndatasets  glyphs, textures\n");
  assertMatch(stdout, /\nWrote 2 files to results\/new in \d+\.\d s:\n/);
  assertEquals(lines.slice(-3), ["  notebooks/04_lesioning.ipynb", "  request.json", ""]);
});

Deno.test("reproduce runs every section in order, overrides only what is given and leaves figures alone", async () => {
  await using project = await makeProject("section.ipynb");
  const args = ["--dataset", "glyphs", "--dataset", "textures"];
  const { code, stdout } = await finished(reproduce(project, args));
  assertEquals(code, 0);
  assertEquals(
    stdout.split("\n").filter((line) => line.endsWith(".ipynb") && line.startsWith("[")),
    parts.map(({ name, notebook }, i) =>
      `[${i + 1}/${parts.length}] ${name.padEnd(13)}  notebooks/${notebook}`
    ),
  );
  for (const { notebook, shows } of parts) {
    const path = join(project.folder, "figures/quick/notebooks", notebook);
    const { cells } = parseNotebook(await Deno.readTextFile(path), notebook);
    const injected = cells.find(({ id }) => id === "injected-parameters");
    const names = shows === "one" ? '"glyphs"' : '"glyphs", "textures"';
    assertEquals(injected?.source, `datasets = [${names}];\nout = "../figures/quick";`);
  }
  assertEquals(figuresOf(project), ["quick"]);
});

Deno.test("reproduce --fresh gives all sections of a call one word to train anew for", async () => {
  await using project = await makeProject("section.ipynb");
  const words: string[] = [];
  for (let call = 0; call < 2; call++) {
    const args = ["--fresh", "--dataset", "glyphs", "--section", "gates", "--section", "lesions"];
    assertEquals((await finished(reproduce(project, args))).code, 0);
    for (const notebook of ["03_gate_visualization.ipynb", "04_lesioning.ipynb"]) {
      const path = join(project.folder, "figures/quick/notebooks", notebook);
      words.push(/fresh = \\"([\w-]+)\\";/.exec(await Deno.readTextFile(path))![1]);
    }
  }
  assertEquals([words[0] === words[1], words[2] === words[3]], [true, true]);
  assert(words[0] !== words[2]);
});

Deno.test("reproduce takes a profile's seeds where none are asked for, and writes to figures", async () => {
  await using project = await makeProject("section.ipynb");
  const args = "--profile report --dataset glyphs --section activations --section claims";
  assertEquals((await finished(reproduce(project, args.split(" ")))).code, 0);
  const injected = async (notebook: string) => {
    const path = join(project.folder, "figures/notebooks", notebook);
    const { cells } = parseNotebook(await Deno.readTextFile(path), notebook);
    return cells.find(({ id }) => id === "injected-parameters")?.source;
  };
  assertEquals(
    await injected("01_activation_diagnostics.ipynb"),
    'profile = "report";\ndatasets = ["glyphs"];\nseeds = [1, 2, 3];',
  );
  assertEquals(
    await injected("06_claims.ipynb"),
    'profile = "report";\ndatasets = ["glyphs"];',
  );
  assertEquals(figuresOf(project), ["notebooks", "request.json"]);
});

const checkout = await succeeds("git", "-C", root, "rev-parse", "--git-dir");

Deno.test({
  name: `Git ignores what commands write, but not the report's figures${
    checkout ? "" : " (needs Git and a checkout)"
  }`,
  ignore: !checkout,
  async fn() {
    const ignored = (path: string) => succeeds("git", "-C", root, "check-ignore", "-q", path);
    const written = ["figures/quick/clipping.png", "figures/notebooks/06_claims.ipynb"];
    for (const path of [...written, "figures/index.html", "data/runs/one", "data/page/one"]) {
      assert(await ignored(path), path);
    }
    assert(!await ignored("figures/clipping.png"));
  },
});

Deno.test("reproduce stops at the section that fails and says where", async () => {
  await using project = await makeProject("throws.ipynb");
  const { code, stdout, stderr } = await finished(reproduce(project, ["--dataset", "glyphs"]));
  assertEquals(code, 1);
  assertEquals(
    stderr,
    "What was computed is kept in figures/quick/notebooks/01_activation_diagnostics.ipynb\n" +
      "Cannot finish 01_activation_diagnostics.ipynb: cell 4 (// Colours, as some libraries put " +
      "them into messages.) threw RangeError: red herring\n    at <anonymous>:2:7\n",
  );
  assertStringIncludes(stdout, "computed 42\n");
  assert(!stdout.includes("[2/"));
});

/** Reads what the command prints until the cell of "waits.ipynb" has begun; returns what ends it. */
async function untilItWaits(child: Deno.ChildProcess): Promise<ReadableStreamDefaultReader> {
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; !text.includes("waiting\n");) {
    const { value, done } = await reader.read();
    assert(!done, `Ended before the cell ran: ${text}`);
    text += value;
  }
  return reader;
}

async function assertNothingLeft(project: Project): Promise<void> {
  assertEquals(await kernelsOf(project), []);
  assertEquals([...Deno.readDirSync(project.temporary)], []);
  const notebook = join(project.folder, partial);
  assertStringIncludes(await Deno.readTextFile(notebook), "waiting\\n");
}

const partial = "figures/quick/notebooks/01_activation_diagnostics.ipynb";

for (const [signal, exitCode] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test({
    name: `reproduce leaves no kernel and no file behind on ${signal}`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await using project = await makeProject("waits.ipynb");
      const child = reproduce(project, ["--dataset", "glyphs"]);
      const reader = await untilItWaits(child);
      assertEquals((await kernelsOf(project)).length, 1);
      child.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, 20));
      try {
        child.kill(signal); // as under `deno task`, which passes on what the terminal sends anyway
      } catch {
        // It has ended by then where this process was kept waiting.
      }
      const stderr = await new Response(child.stderr).text();
      await reader.cancel();
      assertEquals((await child.status).code, exitCode);
      await assertNothingLeft(project);
      assertEquals(
        stderr,
        `What was computed is kept in ${partial}\nInterrupted by ${signal}\n`,
      );
    },
  });
}

Deno.test({
  name: "reproduce ends, and its kernel, once the npx that started it was killed",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using project = await makeProject("waits.ipynb");
    // npx runs a shell that runs `deno task` that runs the command.
    const { args = [], env } = commandLine(project, ["--dataset", "glyphs"]);
    const { folder } = project;
    await Deno.writeTextFile(
      join(folder, "deno.json"),
      JSON.stringify({ tasks: { wait: "sh run" } }),
    );
    const quoted = [Deno.execPath(), ...args].map((arg) => `'${arg}'`).join(" ");
    await Deno.writeTextFile(join(folder, "run"), `exec ${quoted}\n`);
    await Deno.writeTextFile(join(folder, "npx"), `sh -c '"$0" task wait; :' "$1"; :\n`);
    const child = new Deno.Command("sh", {
      args: ["npx", Deno.execPath()],
      cwd: folder,
      env: { ...env, npm_command: "exec" },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const reader = await untilItWaits(child);
    child.kill("SIGKILL");
    const stderr = await new Response(child.stderr).text(); // ends with the last that writes to it
    await reader.cancel();
    await child.status;
    await assertNothingLeft(project);
    assertStringIncludes(stderr, "Interrupted by the end of the process that started this one\n");
  },
});

Deno.test("reproduce refuses unknown names in one line, with exit code 2", async () => {
  await using project = await makeProject("section.ipynb");
  const cases: [string[], string][] = [
    [["--section", "gate"], 'Unknown section "gate", did you mean "gates"? it must be one of'],
    [["--backend", "cuda"], 'Unknown backend "cuda": it must be one of auto, tensorflow, webgpu'],
    [
      ["--sections", "depth"],
      `Unknown option '--sections', did you mean "--section"? the options are`,
    ],
    [["--out", "."], 'Bad --out ".": figures and executed notebooks would lie among the sources'],
    [["--out", "notebooks/new"], 'Bad --out "notebooks/new": figures and executed notebooks would'],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await finished(reproduce(project, args));
    assertEquals([code, stdout, stderr.split("\n").length], [2, "", 2]);
    assertStringIncludes(stderr, message);
  }
});
