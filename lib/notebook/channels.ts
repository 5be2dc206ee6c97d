import { Dealer, Subscriber } from "zeromq";
import { within } from "./within.ts";
import { type Connection, decode, encode, type Message } from "./wire.ts";

/** Limit of a call into zeromq, which never waits for the kernel, in milliseconds. */
const LIMIT = 10_000;

/** The client's ends of a kernel's ZeroMQ sockets. */
export interface KernelChannels {
  /**
   * Sends a request and returns its identifier.
   *
   * @throws {LateError} If zeromq does not return.
   */
  send(channel: "shell" | "control", type: string, content: unknown): Promise<string>;
  /**
   * The next message, undefined if none has arrived; never waits.
   *
   * @throws {SyntaxError} If a message is malformed or wrongly signed.
   * @throws {LateError} If zeromq does not return.
   */
  receive(): Promise<Message | undefined>;
  close(): void;
}

/**
 * Connects to a kernel, which may start later.
 *
 * Sockets are polled: in Deno 2.9.6 waiting by zeromq misses messages that arrive at an unlucky
 * moment, and its time limits end the process.
 */
export function openChannels(connection: Connection): KernelChannels {
  const { ip, key } = connection;
  const session = crypto.randomUUID();
  const shell = new Dealer({ linger: 0, sendTimeout: 0, receiveTimeout: 0 });
  const control = new Dealer({ linger: 0, sendTimeout: 0, receiveTimeout: 0 });
  // 0 is no limit: otherwise messages that arrive faster than they are read are dropped.
  const iopub = new Subscriber({ linger: 0, receiveTimeout: 0, receiveHighWaterMark: 0 });
  shell.connect(`tcp://${ip}:${connection.shell_port}`);
  control.connect(`tcp://${ip}:${connection.control_port}`);
  iopub.connect(`tcp://${ip}:${connection.iopub_port}`);
  iopub.subscribe();
  const sockets = [iopub, shell, control];

  return {
    async send(channel, type, content) {
      const id = crypto.randomUUID();
      const socket = channel === "shell" ? shell : control;
      const frames = encode({ type, id, content }, { session, key });
      await within(socket.send(frames), "a message sent to the kernel", LIMIT);
      return id;
    },
    async receive() {
      const socket = sockets.find(({ readable }) => readable);
      return socket &&
        decode(await within(socket.receive(), "a message from the kernel", LIMIT), key);
    },
    close() {
      for (const socket of sockets) socket.close();
    },
  };
}
