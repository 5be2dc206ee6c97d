/**
 * The tasks of `deno.json` as a user types them, under the permissions that each has: `gpu`, `bench`
 * and `reproduce` by tests of their own.
 */
import { TemporaryFolder } from "../lib/data/_fixtures.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../lib/testing/assert.ts";

const root = new URL("..", import.meta.url);
const { tasks }: { tasks: Record<string, { command: string }> } = JSON.parse(
  await Deno.readTextFile(new URL("deno.json", root)),
);
const isTest = (name: string) => name.startsWith("test");
const commands = Object.keys(tasks).filter((name) => !isTest(name));

/** A project with the same `lib` and no data, where no `HIGHWAY_DATA` is set. */
class Project extends TemporaryFolder {
  constructor() {
    super();
    Deno.symlinkSync(new URL("lib", root), `${this.path}/lib`);
    Deno.mkdirSync(`${this.path}/figures`);
    for (const file of ["deno.json", "deno.lock", "README.md", "figures/claims.json"]) {
      Deno.copyFileSync(new URL(file, root), `${this.path}/${file}`);
    }
    Deno.mkdirSync(`${this.path}/data`);
  }

  start(...args: string[]): Deno.ChildProcess {
    return new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", ...args],
      cwd: this.path,
      env: { HIGHWAY_DATA: "", INIT_CWD: this.path, NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  /** What a task prints, which must succeed. */
  async run(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.start(...args).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""], args.join(" "));
    return new TextDecoder().decode(stdout);
  }
}

Deno.test("every task checks Deno's version first, freezes the lock and names its permissions", () => {
  for (const [name, { command }] of Object.entries(tasks)) {
    assertMatch(
      command,
      /^deno run --quiet --no-lock lib\/cli\/require_deno\.ts && (\w+=\w+ )?deno (run|test) --frozen /,
    );
    // A notebook's kernel has all permissions, and who starts it too.
    const all = name === "reproduce" || isTest(name);
    assertEquals(/ (-A|--allow-all)\b/.test(command), all, name);
  }
});

Deno.test("every command has help", async () => {
  await using project = new Project();
  const helps = await Promise.all(commands.map((name) => project.run(name, "--help")));
  for (const [index, name] of commands.entries()) {
    assert(helps[index].startsWith(`Usage: deno task ${name}`), helps[index]);
  }
});

Deno.test("the permissions of data, sweep, runs and claims are enough", async () => {
  await using project = new Project();
  assertStringIncludes(await project.run("data", "--dataset", "glyphs"), "training  12000 images");
  const sweep = "--dataset glyphs --architecture plain --depth 2 --trials 1 --epochs 1 --threads 1";
  assertStringIncludes(await project.run("sweep", ...sweep.split(" ")), "Kept in data/records/");
  assertStringIncludes(await project.run("runs"), "plain-2-glyphs-");
  assertStringIncludes(await project.run("runs", "show", "plain-2"), "plain 2");

  const readme = `${project.path}/README.md`;
  const committed = await Deno.readTextFile(readme);
  await Deno.writeTextFile(readme, committed.replace("| reproduced", "| lost"));
  await project.run("claims");
  assert(!(await Deno.readTextFile(readme)).includes("| lost"), "the claims were not written");
});

Deno.test({
  name: "the permissions of report are enough to serve the page, and to end with a killed task",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using project = new Project();
    for (const [signal, code] of [["SIGINT", 130], ["SIGKILL", 137]] as const) {
      const child = project.start("report", "--watch", "--port", "0");
      const errors = new Response(child.stderr).text();
      const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (let read = await lines.read(); !read.done; read = await lines.read()) {
        text += read.value;
        if (/http:\S+\n/.test(text)) break;
      }
      const address = /http:\S+/.exec(text)?.[0];
      assert(address, text + (address ? "" : await errors));
      assertStringIncludes(await (await fetch(address)).text(), "<!doctype html>");
      child.kill(signal);
      assertEquals((await child.status).code, code);
      const { promise: left, resolve } = Promise.withResolvers<string>();
      const timer = setTimeout(resolve, 30_000, "the command was left behind");
      // It ends when the last process that writes it has.
      assert(!/Requires |left behind/.test(await Promise.race([errors, left])), signal);
      clearTimeout(timer);
      await lines.cancel();
    }
  },
});
