/**
 * `deno task reproduce` interrupted in each of its phases, and its kernel killed, one after another
 * in a copy of the project on an odd path: in the end its section has trained what it would have.
 *
 * @module
 */
import { join } from "node:path";
import { loadDataset } from "../../lib/data/load.ts";
import { createFusedEngine } from "../../lib/engines/fused/engine.ts";
import { highway } from "../../lib/models/network_spec.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "../../lib/testing/assert.ts";
import { run } from "../../lib/store/run.ts";
import { RunStore } from "../../lib/store/run_store.ts";
import { succeeds } from "../_succeeds.ts";
import { testFaults } from "./_faults.ts";
import { waitFor } from "./_training.ts";

const source = join(import.meta.dirname!, "../..");

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copy(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}

/** A copy of the project, whose first two sections train one small net. */
class Project implements AsyncDisposable {
  private constructor(readonly temporary: string, readonly folder: string) {}

  static async make(): Promise<Project> {
    const temporary = await Deno.makeTempDir();
    const folder = join(temporary, "Zürich – 日本 100% #1");
    await copy(join(source, "lib"), join(folder, "lib"));
    for (const file of ["deno.json", "deno.lock"]) {
      await Deno.copyFile(join(source, file), join(folder, file));
    }
    await Deno.mkdir(join(folder, "notebooks"));
    for (const section of ["01_activation_diagnostics", "02_depth_sweep"]) {
      const notebook = join(folder, "notebooks", `${section}.ipynb`);
      await Deno.copyFile(join(source, "tests/fixtures/trains.ipynb"), notebook);
    }
    return new Project(temporary, folder);
  }

  /** Starts the command in a group of processes of its own, as a shell does. */
  start(): Deno.ChildProcess {
    const sections = ["--section", "activations", "--section", "depth", "--dataset", "glyphs"];
    return new Deno.Command("setsid", {
      args: [Deno.execPath(), "run", "-A", "lib/cli/reproduce.ts", ...sections],
      cwd: this.folder,
      env: { TMPDIR: this.temporary, HIGHWAY_BLAS: "off", NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  get runs(): string {
    return join(this.folder, "data/runs");
  }

  /** Waits until a process trains, and says which. */
  async trainer(): Promise<number> {
    for (;;) {
      try {
        const [run] = [...Deno.readDirSync(this.runs)];
        const { pid } = JSON.parse(await Deno.readTextFile(join(this.runs, run.name, "lock")));
        // One that was killed has left the file.
        Deno.kill(pid, "SIGCONT");
        return pid;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  }

  /** Fails if a kernel of this project is left, or half of a checkpoint. */
  async assertTidy(): Promise<void> {
    const { stdout } = await new Deno.Command("ps", { args: ["-eo", "args"] }).output();
    const processes = new TextDecoder().decode(stdout).split("\n");
    assertEquals(processes.filter((line) => line.includes(this.temporary)), []);
    const names = (folder: string): string[] => {
      try {
        return [...Deno.readDirSync(folder)].map(({ name }) => name);
      } catch {
        return [];
      }
    };
    const partial = names(this.runs).flatMap((run) => names(join(this.runs, run)))
      .filter((name) => name.startsWith("."));
    assertEquals(partial, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.temporary, { recursive: true });
  }
}

/** What the section computes when nothing disturbs it. */
async function expectedLosses(): Promise<number[]> {
  const folder = await Deno.makeTempDir();
  const engine = await createFusedEngine({ threads: 1, blas: "off" });
  const { history } = await run(
    {
      network: highway({ depth: 5, width: 20, inputSize: 784, classes: 10 }),
      dataset: "glyphs",
      images: 2000,
      training: { epochs: 200, batchSize: 50, learningRate: 0.1, momentum: 0.9 },
      seed: 1,
    },
    await loadDataset("glyphs", { onNotice: () => {} }),
    { engine, store: new RunStore(folder), onEpoch: () => {} },
  );
  await engine.close();
  await Deno.remove(folder, { recursive: true });
  return history.map(({ loss }) => loss);
}

const setsid = await succeeds("setsid", "true");

testFaults("Ctrl-C at each phase of reproduce, and a kernel that is killed", async (attempt) => {
  await using project = await Project.make();

  /** Starts the command, disturbs it and returns how it ended. */
  const disturb = async (
    when: string | "training",
    how: (pid: number, trainer: number) => unknown,
  ) => {
    const child = project.start();
    const [stdout, rest] = child.stdout.tee();
    const text = new Response(rest).text();
    const stderr = new Response(child.stderr).text();
    const reader = stdout.pipeThrough(new TextDecoderStream()).getReader();
    let trainer = 0;
    if (when === "training") trainer = await project.trainer();
    else if (when !== "") assert(await waitFor(when, reader), `never said ${when}`);
    await how(child.pid, trainer);
    const { code } = await child.status;
    await reader.cancel();
    return { code, stdout: await text, stderr: await stderr };
  };
  /** What a terminal does: all processes of the group hear it. */
  const controlC = async (pid: number) => {
    await new Deno.Command("kill", { args: ["-INT", "--", `-${pid}`] }).output();
  };

  await attempt("Ctrl-C at once", async () => {
    const { code } = await disturb("", controlC);
    assertEquals(code, 130);
    await project.assertTidy();
  });
  for (const [phase, sign] of [["the kernel starts", "[1/2]"], ["the engine is there", "fused"]]) {
    await attempt(`Ctrl-C when ${phase}`, async () => {
      const { code, stderr } = await disturb(sign, controlC);
      assertEquals(code, 130);
      assertStringIncludes(stderr, "Interrupted by SIGINT\n");
      await project.assertTidy();
    });
  }
  for (
    const [what, signal, code] of [
      ["Ctrl-C", undefined, 130],
      ["SIGINT to reproduce alone", "SIGINT", 130],
      ["SIGTERM", "SIGTERM", 143],
    ] as const
  ) {
    await attempt(`${what} while a net is trained`, async () => {
      const ended = await disturb(
        "training",
        (pid) => signal ? Deno.kill(pid, signal) : controlC(pid),
      );
      assertEquals(ended.code, code);
      await project.assertTidy();
      const [{ name }] = [...Deno.readDirSync(project.runs)];
      const kept = [...Deno.readDirSync(join(project.runs, name))].map(({ name }) => name);
      assert(kept.some((name) => name.startsWith("epoch-")), "no checkpoint was kept");
    });
  }
  await attempt("kill -9 of the kernel while it trains", async () => {
    const { code, stderr } = await disturb(
      "training",
      (_, trainer) => Deno.kill(trainer, "SIGKILL"),
    );
    assertEquals(code, 1);
    assertMatch(stderr, /Cannot finish 01_\w+\.ipynb: cell 4 .* was ended by SIGKILL/);
    await project.assertTidy();
  });
  await attempt("Ctrl-C while figures are drawn", async () => {
    const { code, stdout } = await disturb("drawing", controlC);
    assertEquals(code, 130);
    assertMatch(stdout, /goes on after epoch \d+/);
    await project.assertTidy();
  });
  await attempt("Ctrl-C in the second section", async () => {
    const { code, stdout } = await disturb("[2/2]", controlC);
    assertEquals(code, 130);
    assert(!stdout.includes("goes on"), "the finished run did not answer");
    await project.assertTidy();
  });
  const { code, stderr } = await disturb("", () => {});
  assertEquals([code, stderr], [0, ""]);
  const losses = await Deno.readTextFile(join(project.folder, "figures/quick/losses.json"));
  assertEquals(JSON.parse(losses), await expectedLosses());
  assertEquals([...Deno.readDirSync(project.runs)].length, 1);
}, { notTried: setsid ? undefined : "there is no setsid to start groups of processes with" });
