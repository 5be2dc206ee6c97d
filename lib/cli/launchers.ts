import { basename } from "node:path";

/** Interval between checks, in milliseconds. */
const POLL = 1000;
/** Most processes from npm to this one; usual are a shell, a wrapper and `deno task`. */
const MOST = 8;

/** A process and its parent. */
interface Link {
  readonly pid: number;
  readonly parent: number;
}

/**
 * Calls `onGone` when `deno task`, or the `npx` that started it, has ended before this process. Other
 * parents do not count: the shell of a command started with `nohup` may end.
 *
 * @returns Ends the watch. There is no watch on Windows, and without the permissions for it.
 */
export function watchLaunchers(onGone: () => void): () => void {
  const links = launchers();
  if (links.length === 0) return () => {};
  const timer = setInterval(() => {
    // A process whose parent has ended gets another one at once.
    if (links.every(({ pid, parent }) => parentOf(pid) === parent)) return;
    clearInterval(timer);
    onGone();
  }, POLL);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}

/** From this process up to `deno task`, or to npm where that started it. */
function launchers(): Link[] {
  try {
    const links: Link[] = [];
    let count = 0;
    for (let pid = Deno.pid; links.length < MOST; pid = links.at(-1)!.parent) {
      const parent = parentOf(pid);
      if (!parent) break;
      links.push({ pid, parent });
      const command = commandOf(parent);
      if (pid === Deno.pid && command.includes("task")) count = 1;
      if (Deno.env.has("npm_command") && isNpm(command)) count = links.length;
    }
    return links.slice(0, count);
  } catch {
    return [];
  }
}

/** Whether a command line is npm's, such as "npm exec deno" or node with npm's script. */
function isNpm([program = "", script = ""]: readonly string[]): boolean {
  return [program, script].some((part) => /^np[mx]\b/.test(basename(part)));
}

/** 0 if the process has ended. */
function parentOf(pid: number): number {
  if (pid === Deno.pid) return Deno.ppid;
  const stat = readProcess(pid, "stat");
  if (stat === undefined) return Number(ps("ppid=", pid));
  return Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2] ?? 0); // a name may have spaces
}

function commandOf(pid: number): string[] {
  return (readProcess(pid, "cmdline") ?? ps("args=", pid)).split(/[\0 ]/);
}

/**
 * A file of Linux about a process, empty if the process has ended; undefined on other systems, or
 * without `--allow-all`.
 */
function readProcess(pid: number, file: string): string | undefined {
  try {
    if (Deno.build.os === "linux") return Deno.readTextFileSync(`/proc/${pid}/${file}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
  }
}

/** Empty if the process has ended. */
function ps(column: string, pid: number): string {
  const { stdout } = new Deno.Command("ps", { args: ["-o", column, "-p", `${pid}`] }).outputSync();
  return new TextDecoder().decode(stdout).trim();
}
