/**
 * The command line `deno task data`, as a child process in a project of its own: the same `lib`, an
 * empty `data`. A proxy that nobody listens at stands for a machine without a network.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { TemporaryFolder } from "../lib/data/_fixtures.ts";

const offline = "http://127.0.0.1:2";
export class Project extends TemporaryFolder {
  /** @param prefix What the name of its folder starts with. */
  constructor(prefix?: string) {
    super(prefix);
    const root = fileURLToPath(new URL("..", import.meta.url));
    Deno.symlinkSync(`${root}lib`, `${this.path}/lib`);
    // With the lock file, Deno asks no registry what versions there are.
    for (const file of ["deno.json", "deno.lock"]) {
      Deno.copyFileSync(`${root}${file}`, `${this.path}/${file}`);
    }
    Deno.mkdirSync(`${this.path}/data`);
  }

  /** Starts `deno task data` with these arguments, as an argument of the commands `through`. */
  start(
    args: readonly string[],
    env: Record<string, string> = {},
    through: readonly string[] = [],
  ): Deno.ChildProcess {
    const [command, ...rest] = [...through, Deno.execPath()];
    return new Deno.Command(command, {
      args: [...rest, "run", "--quiet", "-A", "lib/cli/data.ts", ...args],
      cwd: this.path,
      env: {
        HIGHWAY_DATA: "",
        HTTP_PROXY: offline,
        HTTPS_PROXY: offline,
        NO_PROXY: "",
        NO_COLOR: "1",
        ...env,
      },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  async run(
    args: readonly string[],
    env?: Record<string, string>,
    through?: readonly string[],
  ) {
    const { code, stdout, stderr } = await this.start(args, env, through).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return { code, out, err };
  }

  data(): string[] {
    return this.list().filter((path) => path.startsWith("data/") && path !== "data/");
  }
}
