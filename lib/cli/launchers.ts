import { basename } from "node:path";

/** How often they are looked at, in milliseconds. */
const POLL = 1000;
/** Most processes from npm to this one: a shell, a wrapper, `deno task` are usual. */
const MOST = 8;

/** A process, and the one that started it. */
interface Link {
  readonly pid: number;
  readonly parent: number;
}

/**
 * Calls `onGone` once `deno task`, or the `npx` before it, has ended and left this process behind.
 * Other parents do not count: the shell of a command that was started with `nohup` may end.
 *
 * @returns Ends the watch. There is none where processes cannot be looked at: on Windows, and
 * without the permissions for it.
 */
export function watchLaunchers(onGone: () => void): () => void {
  const links = launchers();
  if (links.length === 0) return () => {};
  const timer = setInterval(() => {
    // A process whose parent has ended is given another one at once.
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

/** Of a process's title, as in "npm exec deno", or of node with npm's script. */
function isNpm([program = "", script = ""]: readonly string[]): boolean {
  return [program, script].some((part) => /^np[mx]\b/.test(basename(part)));
}

/** 0 where the process is gone. */
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
 * A file of Linux about a process, empty where the process is gone; undefined where there are no
 * such files, or Deno may not read them: it may with `--allow-all` only.
 */
function readProcess(pid: number, file: string): string | undefined {
  try {
    if (Deno.build.os === "linux") return Deno.readTextFileSync(`/proc/${pid}/${file}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
  }
}

/** Empty where the process is gone. */
function ps(column: string, pid: number): string {
  const { stdout } = new Deno.Command("ps", { args: ["-o", column, "-p", `${pid}`] }).outputSync();
  return new TextDecoder().decode(stdout).trim();
}
