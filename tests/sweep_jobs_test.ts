/**
 * The job scripts of `deno task sweep`, run for real: a Slurm of one node, and GNU parallel.
 */
import { delimiter, dirname, join } from "node:path";
import { readTrials, type SearchRecord } from "../lib/search/search_record.ts";
import { assert, assertEquals, assertMatch } from "../lib/testing/assert.ts";
import { succeeds } from "./_succeeds.ts";

const sweep = "--dataset glyphs --architecture plain --depth 2 --trials 4 --epochs 2".split(" ");

const slurm = Deno.build.os === "linux" && Deno.uid() === 0 &&
  await succeeds("slurmctld", "-V") && await succeeds("slurmd", "-V");
const parallel = await succeeds("parallel", "--version");

/** A copy of what a sweep needs of the project, so that its data folder is its own. */
async function copyProject(): Promise<string> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(join(folder, "data"));
  for (const name of ["deno.json", "deno.lock", "lib"]) {
    const source = new URL(`../${name}`, import.meta.url).pathname;
    await new Deno.Command("cp", { args: ["-r", source, folder] }).output();
  }
  return folder;
}

async function run(folder: string, [program, ...args]: string[], env: Record<string, string> = {}) {
  const path = [dirname(Deno.execPath()), Deno.env.get("PATH")].join(delimiter);
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd: folder,
    env: { ...env, PATH: path, NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Lines of these texts that say that a trial was trained, not found in the store. */
function trained(...texts: string[]): string[] {
  const line = /plain 2, trial \d, epoch \d: .*/;
  return texts.flatMap((text) => text.split("\n"))
    .filter((text) => line.test(text) && !text.endsWith("(kept)"))
    .map((text) => line.exec(text)![0]).sort();
}

/** The table that a sweep has left in its project, as text. */
async function table(folder: string): Promise<string> {
  const records = join(folder, "data/records");
  const json = await Deno.readTextFile(join(records, "sweep-glyphs-plain-2.json"));
  return JSON.stringify(readTrials(records, (JSON.parse(json) as SearchRecord).question));
}

/** A port that nothing listens on. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Starts a Slurm with one node of two processors, this machine. */
async function startSlurm() {
  const folder = await Deno.makeTempDir();
  const host = Deno.hostname().split(".")[0];
  const conf = join(folder, "slurm.conf");
  await Deno.writeTextFile(
    conf,
    `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${freePort()}
SlurmdPort=${freePort()}
AuthType=auth/none
CredType=cred/none
SlurmUser=root
SlurmdUser=root
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,bf_interval=1
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2
PartitionName=main Nodes=ALL Default=YES
`,
  );
  const daemons = [["slurmctld", "-D"], ["slurmd", "-D", "-N", host]].map(([name, ...args]) =>
    new Deno.Command(name, {
      args,
      env: { SLURM_CONF: conf },
      stdout: "null",
      stderr: "null",
    }).spawn()
  );
  const slurm = {
    env: { SLURM_CONF: conf },
    async [Symbol.asyncDispose]() {
      for (const daemon of daemons) {
        daemon.kill();
        await daemon.status;
      }
      await Deno.remove(folder, { recursive: true });
    },
  };
  for (let tries = 0; tries < 100; tries++) {
    const { stdout } = await run(folder, ["sinfo", "--noheader", "--format=%T"], slurm.env);
    if (stdout.trim() === "idle") return slurm;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await slurm[Symbol.asyncDispose]();
  throw new Error("Slurm did not come up");
}

Deno.test({
  name: slurm
    ? "a Slurm job array shares a sweep, at once or one task after another"
    : "a Slurm job array shares a sweep (needs root and Debian's slurm-wlm)",
  ignore: !slurm,
  async fn() {
    await using slurm = await startSlurm();
    const [atOnce, inTurn] = [await copyProject(), await copyProject()];
    for (const [folder, array] of [[atOnce, "1-2"], [inTurn, "4-5%1"]]) {
      const options = ["--wait", `--array=${array}`, "--cpus-per-task=1"];
      const { code, stderr } = await run(
        folder,
        ["sbatch", ...options, "lib/cli/sweep/slurm.sh", ...sweep],
        slurm.env,
      );
      const names = [...Deno.readDirSync(join(folder, "data"))].map(({ name }) => name)
        .filter((name) => /^sweep-\d+\.log$/.test(name)).sort();
      const logs = await Promise.all(
        names.map((name) => Deno.readTextFile(join(folder, "data", name))),
      );
      assertEquals(code, 0, stderr + logs.join("\n"));
      assertEquals(logs.length, 2);
      for (const [index, log] of logs.entries()) {
        assertMatch(log, new RegExp(`'--shard' '${index + 1}/2' '--threads' '1'`));
        assertMatch(log, /4 settings, trial \d is the best/);
      }
      assertEquals(trained(...logs).length, 4 + 2);
      assertEquals(new Set(trained(...logs)).size, 4 + 2);
      if (folder === inTurn) assertEquals(trained(logs[1]), [], "the first task does it all");
    }
    assertEquals(await table(atOnce), await table(inTurn));
    for (const folder of [atOnce, inTurn]) await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  name: parallel
    ? "processes under GNU parallel share a sweep"
    : "processes under GNU parallel share a sweep (needs GNU parallel)",
  ignore: !parallel,
  async fn() {
    const folder = await copyProject();
    const { code, stdout, stderr } = await run(folder, [
      "lib/cli/sweep/parallel.sh",
      "2",
      ...sweep,
    ]);
    assertEquals(code, 0, stderr);
    assertEquals(new Set(trained(stdout)).size, 4 + 2);
    assertEquals(trained(stdout).length, 4 + 2);
    assert(stderr.includes("'--shard' '1/2' '--threads' '1'"), stderr);
    assert(stderr.includes("'--shard' '2/2' '--threads' '1'"), stderr);
    const whole = await copyProject();
    const alone = await run(whole, ["deno", "task", "sweep", ...sweep, "--threads", "1"]);
    assertEquals(alone.code, 0, alone.stderr);
    assertEquals(await table(folder), await table(whole));

    for (const args of [[], ["--depth"], ["0"]]) {
      const none = await run(folder, ["lib/cli/sweep/parallel.sh", ...args]);
      assertEquals([none.code, none.stdout], [2, ""]);
      assertMatch(none.stderr, /^How many processes\? .* for example: .*parallel\.sh 4\n$/);
    }
    for (const path of [folder, whole]) await Deno.remove(path, { recursive: true });
  },
});
