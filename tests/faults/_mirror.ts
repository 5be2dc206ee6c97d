import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** One request to a mirror. */
export interface Call {
  /** The first byte asked for, if it is not the whole file that is. */
  readonly from?: number;
  /** Sends text or bytes as they are; in vain when the client has hung up. */
  send(...parts: (string | Uint8Array)[]): Promise<void>;
  /** Resolves when the client hangs up. */
  hungUp(): Promise<void>;
  /** Resets the connection, which is closed in order otherwise. */
  reset(): Promise<void>;
}

/**
 * Servers proper refuse to answer as wrongly as this one can: it sends whatever `answer` sends. It
 * ends with its scope, whether its clients have hung up or not.
 */
export async function mirror(answer: (call: Call) => Promise<void>) {
  const calls: (number | undefined)[] = [];
  const serve = async (socket: Socket) => {
    const closed = new Promise<void>((resolve) => socket.once("close", resolve));
    socket.on("error", () => {}); // it was the client that hung up, and it knows why
    let head = "";
    while (!head.includes("\r\n\r\n")) {
      const received = await Promise.race([once(socket, "data"), closed]);
      if (!received) return; // the client hung up before it had asked
      head += received[0];
    }
    socket.resume();
    const range = /^range: bytes=(\d+)-\r$/im.exec(head);
    const from = range ? Number(range[1]) : undefined;
    calls.push(from);
    await answer({
      from,
      async send(...parts) {
        const bytes = await new Blob(parts as BlobPart[]).bytes();
        const written = new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
        await Promise.race([written, closed]);
      },
      hungUp: () => closed,
      async reset() {
        await new Promise((resolve) => setTimeout(resolve, 20)); // what was sent must arrive
        socket.resetAndDestroy();
      },
    });
    socket.end();
    await closed;
  };
  const running = new Map<Socket, Promise<void>>();
  const server = createServer((socket) => {
    running.set(socket, serve(socket).finally(() => running.delete(socket)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    /** The first byte asked for in each call; undefined where the whole file was. */
    calls,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      for (const socket of running.keys()) socket.destroy();
      await Promise.all(running.values());
      await closed;
    },
  };
}

/** Sends the whole file, or the part that is asked for, as it should be. */
export async function sendFile({ from, send }: Call, file: Uint8Array): Promise<void> {
  const n = file.length;
  if (from !== undefined && from >= n) {
    const range = `content-range: bytes */${n}\r\ncontent-length: 0\r\nconnection: close`;
    return await send(`HTTP/1.1 416 Range Not Satisfiable\r\n${range}\r\n\r\n`);
  }
  const part = `206 Partial Content\r\ncontent-range: bytes ${from}-${n - 1}/${n}`;
  const body = file.subarray(from ?? 0);
  await send(
    `HTTP/1.1 ${from === undefined ? "200 OK" : part}\r\n` +
      `content-length: ${body.length}\r\nconnection: close\r\n\r\n`,
    body,
  );
}
