import type { Connection } from "./wire.ts";

/** A kernel's process, whoever talks to it. */
export interface KernelProcess {
  readonly connection: Connection;
  /** Undefined while it runs. */
  readonly exited: Deno.CommandStatus | undefined;
  /** How it ended, with the last of what it wrote to stderr; for messages. */
  describeExit(): string;
  /** Does what Jupyter's stop button does: code that does not listen for SIGINT ends the kernel. */
  interrupt(): void;
  /** Waits up to `grace` milliseconds for it to end by itself, then kills it. */
  end(grace: number): Promise<void>;
}

/** Characters of stderr that are kept for messages. */
const stderrLimit = 2000;

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
 * A process that kills another one when this one has ended, however it ended: it waits for the end
 * of a pipe that the operating system then closes. A shell, so that it holds also while the killed
 * one's only thread is busy; a terminal's signals do not reach it. Not on Windows.
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

/** Sends a signal to a process that may have ended, which Deno may know before we do. */
function signalTo(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // "Child process has already terminated"
  }
}

/**
 * Starts `deno jupyter --kernel`, which is not yet ready to answer. It is killed when this process
 * ends without {@linkcode KernelProcess.end}; on Windows not where this process is itself killed.
 *
 * @param connectionFile Where its connection file is written.
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
    // Before the process's number can be another's. Ctrl-C may end a shell that has not begun.
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
