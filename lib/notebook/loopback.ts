import { within } from "./within.ts";

/** Milliseconds that a connection to oneself may take; it takes less than one. */
const LIMIT = 5000;

/**
 * Checks that programs on this machine reach each other over 127.0.0.1, as Jupyter's protocol
 * needs. Without that a kernel starts, and its answer never comes.
 *
 * @throws {Error} If they do not.
 */
export async function checkLoopback(): Promise<void> {
  try {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { hostname, port } = listener.addr as Deno.NetAddr;
    using _connection = await within(Deno.connect({ hostname, port }), "a connection", LIMIT);
  } catch (cause) {
    const received = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      "Cannot start a kernel: programs must reach each other over the loopback interface, " +
        `127.0.0.1, received "${received}" (is the interface up, does a firewall block it?)`,
      { cause },
    );
  }
}
