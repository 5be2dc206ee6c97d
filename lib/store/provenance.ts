import { cpus } from "node:os";
import config from "../../deno.json" with { type: "json" };
import type { Engine } from "../engines/engine.ts";

/** Origin of a run; it affects the result only by rounding. */
export interface Provenance {
  /** One for each process that trained a part of it, in order. */
  readonly sessions: readonly Session[];
  /** True if the data set's content could not be verified, else absent. */
  readonly unverifiedData?: boolean;
}

/** Epochs that one process trained. */
export interface Session {
  readonly firstEpoch: number;
  readonly lastEpoch: number;
  readonly engine: string;
  /** Reasons against faster engines. */
  readonly rejected: readonly string[];
  readonly threads?: number;
  readonly blas?: string;
  readonly processor: string;
  readonly deno: string;
  /** Versions by the names in `deno.json`. */
  readonly packages: Readonly<Record<string, string>>;
  /** Of the project, if it is a checkout. */
  readonly commit?: string;
  /** Whether tracked files differed from that commit. */
  readonly changed?: boolean;
  readonly started: string;
  readonly ended: string;
  /** Wall time. */
  readonly seconds: number;
}

/** Begins a session; the returned function gives the session up to its last epoch. */
export async function beginSession(
  engine: Engine,
  firstEpoch: number,
): Promise<(lastEpoch: number) => Session> {
  const checkout = await (describedCheckout ??= describeCheckout());
  const started = new Date().toISOString();
  const start = performance.now();
  return (lastEpoch) => ({
    firstEpoch,
    lastEpoch,
    engine: engine.description,
    rejected: engine.rejected,
    ...(engine.threads && { threads: engine.threads }),
    ...(engine.blas && { blas: engine.blas }),
    processor: cpus()[0]?.model.trim() ?? Deno.build.arch,
    deno: Deno.version.deno,
    packages: packageVersions(),
    ...checkout,
    started,
    ended: new Date().toISOString(),
    seconds: (performance.now() - start) / 1000,
  });
}

/** Whether two sessions give the same bits: equal engine, threads, BLAS and processor. */
export function sameArithmetic(a: Session, b: Session): boolean {
  return a.engine === b.engine && a.processor === b.processor;
}

function packageVersions(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config.imports).map(([name, specifier]) => [name, specifier.split("@").at(-1)!]),
  );
}

/** State of the checkout when this process first asked for it. */
let describedCheckout: Promise<Pick<Session, "commit" | "changed">> | undefined;

async function describeCheckout(): Promise<Pick<Session, "commit" | "changed">> {
  try {
    const commit = await git("rev-parse", "HEAD");
    const changes = await git("status", "--porcelain", "--untracked-files=no");
    return { commit: commit.trim(), changed: changes !== "" };
  } catch {
    return {}; // no checkout, no Git, or no permission to run it
  }
}

async function git(...args: string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command("git", {
    args,
    cwd: new URL("../..", import.meta.url),
    stderr: "null",
  }).output();
  if (!success) throw new Error(`git ${args[0]} failed`);
  return new TextDecoder().decode(stdout);
}
