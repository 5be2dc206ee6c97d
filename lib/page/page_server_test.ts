import { assertEquals, assertRejects, assertStringIncludes } from "../testing/assert.ts";
import { RunStore } from "../store/run_store.ts";
import { servePage } from "./page_server.ts";

/** Serves an empty store until its scope ends. */
async function serve(ports: readonly number[] = [0]) {
  const folder = await Deno.makeTempDir();
  const controller = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const served = servePage({
    store: new RunStore(folder),
    draw: () => Promise.resolve({ html: "drawn", growing: [] }),
    empty: "empty",
    ports,
    signal: controller.signal,
    onListen: resolve,
    onError: reject,
    interval: 20,
  });
  served.catch(reject);
  const end = async () => {
    controller.abort();
    await served.catch(() => {});
    await Deno.remove(folder, { recursive: true });
  };
  const address = new URL(
    await promise.catch(async (error) => {
      await end();
      throw error;
    }),
  );
  return { address, port: Number(address.port), [Symbol.asyncDispose]: end };
}

/** The status that a request has, headers that `fetch` would not send among them. */
async function status(port: number, request: string, headers: readonly string[] = []) {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const lines = [`${request} HTTP/1.1`, "Connection: close", "Content-Length: 0", ...headers];
  await connection.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  const answer = new Uint8Array(64);
  await connection.read(answer);
  return Number(new TextDecoder().decode(answer).split(" ")[1]);
}

Deno.test("servePage() answers its own pages, no other site's and no other name's", async () => {
  await using server = await serve();
  const { port } = server;
  const host = `Host: 127.0.0.1:${port}`;
  const cases: [request: string, headers: string[], expected: number][] = [
    ["GET /", [host], 200],
    ["GET /", [host, "Sec-Fetch-Site: cross-site"], 200], // a link on another site
    ["GET /", [`Host: localhost:${port}`], 200],
    ["GET /", [`Host: rebound.example:${port}`], 403],
    ["POST /draw", [host], 202],
    ["POST /draw", [host, `Origin: http://127.0.0.1:${port}`, "Sec-Fetch-Site: same-origin"], 202],
    ["POST /draw", [host, "Origin: https://elsewhere.example"], 403],
    ["POST /draw", [host, "Origin: http://127.0.0.1:1"], 403],
    ["POST /draw", [host, "Origin: null"], 403],
    ["POST /draw", [host, "Sec-Fetch-Site: cross-site"], 403],
    ["POST /draw", [`Host: rebound.example:${port}`], 403],
    ["GET /events", [host, "Sec-Fetch-Site: cross-site"], 403],
    ["GET /draw", [host], 404],
    ["GET /../../deno.json", [host], 404],
  ];
  for (const [request, headers, expected] of cases) {
    assertEquals([request, headers, await status(port, request, headers)], [
      request,
      headers,
      expected,
    ]);
  }
});

Deno.test("servePage() takes the first port that is free, and says if none is", async () => {
  await using first = await serve();
  await using second = await serve([first.port, 0]);
  assertEquals(second.port === first.port, false);
  await assertRejects(
    () => serve([first.port]),
    Error,
    `Cannot serve the page: port ${first.port} is taken by another program`,
  );
});

Deno.test("servePage() ends, whoever has a page open, asks slowly or says nothing", async () => {
  const connections: Deno.Conn[] = [];
  {
    await using server = await serve();
    const requests = [
      "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "POST /draw HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf",
      "GET / HTT",
      "",
    ];
    for (const request of requests) {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
      connections.push(connection);
      await connection.write(new TextEncoder().encode(request));
    }
    await connections[0].read(new Uint8Array(100)); // the stream has begun
  }
  for (const connection of connections) connection.close();
});

const script = `
  import { servePage } from ${JSON.stringify(import.meta.resolve("./page_server.ts"))};
  import { RunStore } from ${JSON.stringify(import.meta.resolve("../store/run_store.ts"))};
  const controller = new AbortController();
  Deno.addSignalListener("SIGINT", () => controller.abort());
  await servePage({
    store: new RunStore(Deno.args[0]),
    draw: () => Promise.resolve({ html: "drawn", growing: [] }),
    empty: "empty",
    ports: [0],
    signal: controller.signal,
    onListen: console.log,
    onError: (error) => console.log(error.message),
    interval: 20,
  });
  Deno.exit(0);
`;

Deno.test({
  name: "servePage() lives on when it had too many files open, and still ends",
  ignore: Deno.build.os === "windows", // there is no ulimit
  async fn() {
    const folder = await Deno.makeTempDir();
    const file = `${folder}/serve.ts`;
    await Deno.writeTextFile(file, script);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const command = ["run", "-A", "--quiet", "--config", config, file, folder];
    const child = new Deno.Command("sh", {
      args: ["-c", `ulimit -n 100; exec "$@"`, "sh", Deno.execPath(), ...command],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const told = async (text: string) => {
      let seen = "";
      while (!seen.includes(text)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`The server ended after it said ${JSON.stringify(seen)}`);
        seen += value;
      }
      return seen;
    };
    const port = Number(new URL((await told("\n")).trim()).port);
    assertEquals(await status(port, "GET /", ["Host: localhost"]), 200);
    const connections = await Promise.allSettled(
      Array.from({ length: 120 }, () => Deno.connect({ hostname: "127.0.0.1", port })),
    );
    assertStringIncludes(await told("Too many open files"), "Too many open files");
    for (const one of connections) if (one.status === "fulfilled") one.value.close();
    for (let answer = 0; answer !== 200;) {
      answer = await status(port, "GET /", ["Host: localhost"]).catch(() => 0);
    }
    child.kill("SIGINT");
    assertEquals((await child.status).code, 0);
    await reader.cancel();
    await Deno.remove(folder, { recursive: true });
  },
});
