import { within } from "./within.ts";
import type { Connection } from "./wire.ts";

/** A kernel's process. */
export interface KernelProcess {
  readonly connection: Connection;
  /** Undefined while it runs. */
  readonly exited: Deno.CommandStatus | undefined;
  /** How it ended, with the end of its stderr; for messages. */
  describeExit(): string;
  /** Sends SIGINT, as Jupyter's stop button does; it ends a kernel whose code does not listen to it. */
  interrupt(): void;
  /** Waits up to `grace` milliseconds for it to end by itself, then kills it. */
  end(grace: number): Promise<void>;
}

/** Characters of stderr that are kept. */
const stderrLimit = 2000;

/** Limit for a connection to this machine, in milliseconds; it takes less than one. */
const LOOPBACK_LIMIT = 5000;

/**
 * Checks that programs on this machine reach each other over 127.0.0.1, as Jupyter's protocol
 * needs. Otherwise a kernel starts and its answer never arrives.
 *
 * @throws {Error} If they do not.
 */
export async function checkLoopback(): Promise<void> {
  try {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { hostname, port } = listener.addr as Deno.NetAddr;
    using _ = await within(Deno.connect({ hostname, port }), "a connection", LOOPBACK_LIMIT);
  } catch (cause) {
    const received = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      "Cannot start a kernel: programs must reach each other over the loopback interface, " +
        `127.0.0.1, received "${received}" (is the interface up, does a firewall block it?)`,
      { cause },
    );
  }
}

function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => (addr as Deno.NetAddr).port);
  for (const listener of listeners) listener.close();
  return ports;
}

function newConnection(): Connection {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = freePorts(5);
  return {
    transport: "tcp",
    ip: "127.0.0.1",
    shell_port,
    iopub_port,
    stdin_port,
    control_port,
    hb_port,
    signature_scheme: "hmac-sha256",
    key: crypto.randomUUID(),
  };
}

/**
 * A shell that kills the process `pid` when this process ends in any way: it waits for the end of a
 * pipe, which the operating system then closes. It ignores a terminal's signals. Not on Windows.
 */
function killAfterwards(pid: number): Deno.ChildProcess | undefined {
  if (Deno.build.os === "windows") return;
  return new Deno.Command("sh", {
    args: ["-c", 'trap "" HUP INT QUIT TERM; read -r _; kill -KILL "$1"', "sh", String(pid)],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** Sends a signal to a process that may have ended. */
function signalTo(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // "Child process has already terminated"
  }
}

/**
 * Starts `deno jupyter --kernel`, which is not ready to answer yet. It is killed when this process
 * ends without {@linkcode KernelProcess.end}; on Windows not if this process is killed.
 *
 * @param connectionFile Path to write its connection file to.
 * @param cwd Its working directory.
 */
export async function spawnKernel(connectionFile: string, cwd: string): Promise<KernelProcess> {
  const connection = newConnection();
  await Deno.writeTextFile(connectionFile, JSON.stringify(connection));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["jupyter", "--kernel", "--conn", connectionFile],
    cwd,
    env: { NO_COLOR: "1" }, // outputs are for a file
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const watcher = killAfterwards(child.pid);

  let exited: Deno.CommandStatus | undefined;
  let stderr = "";
  const stderrReader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  const kill = () => signalTo(child, "SIGKILL");
  globalThis.addEventListener("unload", kill);

  const ended = child.status.then(async (status) => {
    exited = status;
    globalThis.removeEventListener("unload", kill);
    if (!watcher) return;
    // Before the process's number is reused. Ctrl-C may have ended the shell.
    signalTo(watcher, "SIGKILL");
    await watcher.stdin.close();
    await watcher.status;
  });
  const stderrRead = (async () => {
    for (let read = await stderrReader.read(); !read.done; read = await stderrReader.read()) {
      stderr = (stderr + read.value).slice(-stderrLimit);
    }
  })();

  return {
    connection,
    get exited() {
      return exited;
    },
    describeExit() {
      const how = exited?.signal ? `was ended by ${exited.signal}` : `exited with ${exited?.code}`;
      const memory = exited?.signal === "SIGKILL" ? ", for lack of memory perhaps" : "";
      const said = stderr.replace(/.*"deno jupyter" is unstable.*/, "").trim();
      return `${how}${memory}${said && `: ${said}`}`;
    },
    interrupt() {
      signalTo(child, Deno.build.os === "windows" ? "SIGKILL" : "SIGINT");
    },
    async end(grace) {
      const timer = setTimeout(kill, grace);
      await ended;
      clearTimeout(timer);
      await stderrReader.cancel();
      await stderrRead;
    },
  };
}
