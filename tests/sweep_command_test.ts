/**
 * `deno task sweep` as a user runs it: in one go, killed and started again, shared by processes.
 */
import { join } from "node:path";
import type { SearchRecord, TrialRow } from "../lib/search/search_record.ts";
import { readTrials } from "../lib/search/search_record.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../lib/testing/assert.ts";

const command = new URL("../lib/cli/sweep.ts", import.meta.url).href;
const config = join(import.meta.dirname!, "../deno.json");

/** A sweep of seconds: 5 settings of a net with two layers, of which 5, 2 and 1 reach the rungs. */
const tiny = "--dataset glyphs --architecture plain --depth 2 --trials 5 --epochs 6 --threads 1"
  .split(" ");

/** A folder for runs and records. */
async function makePlace() {
  const folder = await Deno.makeTempDir();
  const folders = { runs: join(folder, "runs"), records: join(folder, "records") };
  return {
    folder,
    records: folders.records,
    /** @param code Runs first. */
    start(args: readonly string[], before = ""): Deno.ChildProcess {
      const code = `import { runSweep } from ${JSON.stringify(command)};
        ${before}
        Deno.exit(await runSweep(${JSON.stringify(args)}, ${JSON.stringify(folders)}));`;
      return new Deno.Command(Deno.execPath(), {
        args: ["eval", "--config", config, code],
        cwd: folder,
        env: { INIT_CWD: folder, NO_COLOR: "1" },
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    },
    async run(...args: string[]) {
      return await finished(this.start(args));
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function finished(child: Deno.ChildProcess) {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** What a search has kept: all that must not depend on how it was run. */
async function found(records: string): Promise<{ record: SearchRecord; trials: TrialRow[] }> {
  const path = join(records, "sweep-glyphs-plain-2.json");
  const record: SearchRecord = JSON.parse(await Deno.readTextFile(path));
  return { record, trials: readTrials(records, record.question) };
}

/** Lines that say that a trial was trained, not found in the store. */
const trained = (stdout: string) =>
  stdout.match(/^plain 2, trial \d, epoch \d+: .*(?<!\(kept\))$/gm);

/** Makes a process send itself a signal once it has printed this; another would come too late. */
const signalAfter = (text: string, signal: Deno.Signal) => `
  const { writeSync } = Deno.stdout;
  Deno.stdout.writeSync = (bytes) => {
    const written = writeSync.call(Deno.stdout, bytes);
    if (new TextDecoder().decode(bytes).includes("${text}")) Deno.kill(Deno.pid, "${signal}");
    return written;
  };`;

Deno.test("a sweep finds the same in one go, killed and started again, and in two shards", async (t) => {
  await using whole = await makePlace();
  const { code, stdout, stderr } = await whole.run(...tiny);
  assertEquals(code, 0, stderr);
  const expected = await found(whole.records);

  await t.step("every trial is in the table, with its losses at each rung and its state", () => {
    const { record: { best, question }, trials } = expected;
    assertEquals(question.rungs, [1, 2, 6]);
    assertEquals(trials.map(({ trial }) => trial).toSorted(), [1, 2, 3, 4, 5]);
    assertEquals(trials.map(({ rung }) => rung), [6, 2, 1, 1, 1]);
    assertEquals(trials[0].trial, best!.trial);
    assertEquals(trials.map(({ state }) => state === "best"), [true, ...Array(4).fill(false)]);
    const losses = trials.slice(2).map(({ loss_1 }) => loss_1);
    assertEquals(losses.toSorted((a, b) => a - b), losses);
    assert(trials[0].loss_2 <= trials[1].loss_2);
    assert(trials[0].loss_6 < trials[0].loss_1, "more epochs, less loss");
    assertStringIncludes(stdout, "plain 2, glyphs, seed 1: 5 settings, trial ");
    assertMatch(
      stdout,
      /\ntrial +rate +momentum +decay +H +loss after 1 +.*state\n(\d .*\n){5}Kept/,
    );
    assertEquals(trained(stdout)?.length, 5 + 2 + 1);
  });

  await t.step("asked again it answers from what is kept", async () => {
    const again = await whole.run(...tiny);
    assertEquals([again.code, trained(again.stdout)], [0, null]);
    assertStringIncludes(again.stdout, "5 settings, trial ");
    await Deno.remove(whole.records, { recursive: true });
    const fromRuns = await whole.run(...tiny);
    assertEquals([fromRuns.code, trained(fromRuns.stdout)], [0, null]);
    assertEquals(await found(whole.records), expected);
  });

  await t.step("another search does not take its place unless asked", async () => {
    const other = await whole.run(...tiny, "--seed", "2");
    assertEquals([other.code, trained(other.stdout)], [2, null]);
    assertMatch(
      other.stderr,
      /^Cannot keep this search as .*plain-2\.json: there is another search \(5 trials, 6 epochs, seed 1\)/,
    );
    assertEquals(await found(whole.records), expected);
  });

  await t.step("killed, interrupted and started again", async () => {
    await using place = await makePlace();
    const kill = signalAfter("trial 2, epoch 1", "SIGKILL");
    assertEquals((await place.start(tiny, kill).output()).signal, "SIGKILL");
    const stop = signalAfter("trial 3, epoch 1", "SIGINT");
    const stopped = await finished(place.start(tiny, stop));
    assertEquals([stopped.code, stopped.stderr], [130, "Interrupted by SIGINT\n"]);
    assertStringIncludes(stopped.stdout, "trial 1, epoch 1: loss");
    assertStringIncludes(stopped.stdout, "(kept)");
    const { code, stdout, stderr } = await place.run(...tiny);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "(kept)");
    assertEquals(await found(place.records), expected);
  });

  await t.step("two shards share the trials and agree", async () => {
    await using place = await makePlace();
    const shards = await Promise.all(
      ["1/2", "2/2"].map((shard) => place.run(...tiny, "--shard", shard)),
    );
    for (const { code, stderr, stdout } of shards) {
      assertEquals(code, 0, stderr);
      assertStringIncludes(stdout, `trial ${expected.record.best!.trial} is the best`);
    }
    const lines = shards.flatMap(({ stdout }) => trained(stdout) ?? []);
    assertEquals(lines.toSorted(), trained(stdout)!.toSorted());
    assertEquals(await found(place.records), expected);
  });
});

Deno.test("a sweep that cannot be understood says so in one line", async () => {
  await using place = await makePlace();
  const { code, stdout, stderr } = await place.run("--shard", "3/2");
  assertEquals([code, stdout], [2, ""]);
  assertEquals(stderr, 'Bad shard "3/2": it must be I/N, such as 1/4, with I from 1 to N\n');
  const help = await place.run("--help");
  assertEquals([help.code, help.stderr], [0, ""]);
  assertStringIncludes(help.stdout, "--shard I/N");
});
