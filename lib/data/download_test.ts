import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "../testing/assert.ts";
import { serve, TemporaryFolder, withoutLocks } from "./_fixtures.ts";
import {
  download,
  DownloadError,
  type DownloadOptions,
  type DownloadProgress,
} from "./download.ts";

const data = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
const options = { maxBytes: 200_000, verify: async () => {} };
/** Longer than any answer takes that is to come, on however slow a machine. */
const patient = { connect: 60_000, idle: 60_000 };

/** Answers one connection with these bytes and hangs up: servers proper refuse to be this wrong. */
function serveRaw(answer: string) {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const done = (async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(4096));
    await connection.write(new TextEncoder().encode(answer));
  })();
  const address = `http://127.0.0.1:${listener.addr.port}/file.bin`;
  return {
    address,
    async [Symbol.asyncDispose]() {
      await done;
      listener.close();
    },
  };
}

/** Expects the download from one address to fail so, and to leave nothing. */
async function assertRefused(
  address: string,
  reason: string,
  changes: Partial<DownloadOptions> = {},
): Promise<void> {
  await using folder = new TemporaryFolder();
  const error = await assertRejects(
    () =>
      download([address], `${folder.path}/file.bin`, { ...options, timeouts: patient, ...changes }),
    DownloadError,
    reason,
  );
  assertStringIncludes(
    error.message,
    `Cannot download "file.bin": ${new URL(address).host}: `,
  );
  assertEquals(folder.list(), []);
}

Deno.test("download() stores the file, makes its folder and reports progress", async () => {
  await using folder = new TemporaryFolder();
  const requests: string[] = [];
  await using server = serve((request) => {
    requests.push(new URL(request.url).pathname);
    return new Response(data);
  });
  const target = `${folder.path}/new/file.bin`;
  const rows: DownloadProgress[] = [];
  await download([server.address], target, { ...options, onProgress: (row) => rows.push(row) });
  assertEquals(await Deno.readFile(target), data);
  assertEquals(folder.list(), ["new/", "new/file.bin"]);
  assertEquals(requests, ["/"]);
  assertEquals(rows.at(-1), { file: "file.bin", received: 200_000, total: 200_000 });
  assert(rows.every((row, index) => index === 0 || row.received > rows[index - 1].received));
});

Deno.test("download() tries mirrors in order and gives every one's reason", async () => {
  await using folder = new TemporaryFolder();
  const asked: string[] = [];
  await using broken = serve(() => {
    asked.push("broken");
    return new Response("no", { status: 503 });
  });
  await using good = serve(() => {
    asked.push("good");
    return new Response(data);
  });
  await download([broken.address, good.address, broken.address], `${folder.path}/a`, options);
  assertEquals(asked, ["broken", "good"]);
  const error = await assertRejects(
    () => download([broken.address, "http://127.0.0.1:2/b"], `${folder.path}/b`, options),
    DownloadError,
    "HTTP status 503; 127.0.0.1:2: ",
  );
  assertStringIncludes(error.message, "Connection refused");
  assertEquals(folder.list(), ["a"]);
});

Deno.test("download() replaces nothing until the new file is whole and verified", async () => {
  await using folder = new TemporaryFolder();
  const target = folder.write("file.bin", "old");
  await using server = serve(() => new Response(data));
  const verify = async (path: string) => {
    assertEquals((await Deno.stat(path)).size, 200_000);
    assertEquals(await Deno.readTextFile(target), "old");
    throw new RangeError(`Cannot read ${path}: wrong digest`);
  };
  await assertRejects(
    () => download([server.address], target, { ...options, verify }),
    DownloadError,
    `Cannot read ${target}: wrong digest`,
  );
  assertEquals(await Deno.readTextFile(target), "old");
  assertEquals(folder.list(), ["file.bin"]);
});

Deno.test("download() refuses an HTML page by its type or its start", async () => {
  const page = "\n<!DOCTYPE html>\n<title>Log in to this network</title>";
  for (const type of ["text/html; charset=utf-8", "application/octet-stream"]) {
    await using server = serve(() => new Response(page, { headers: { "content-type": type } }));
    await assertRefused(server.address, "an HTML page instead of data");
  }
});

Deno.test("download() refuses more than the limit, announced or not", async () => {
  await using announced = serve(() => new Response(data));
  await assertRefused(announced.address, "200000 bytes where at most 199999", {
    maxBytes: 199_999,
  });
  await using streamed = serve(() => new Response(new Blob([data]).stream()));
  await assertRefused(streamed.address, "more than 199999 bytes", { maxBytes: 199_999 });
});

Deno.test("download() refuses a body that ends early, or is empty", async () => {
  await using short = serveRaw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello");
  await assertRefused(short.address, "body");
  await using chunked = serveRaw(
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\nhello",
  );
  await assertRefused(chunked.address, "body");
  await using empty = serve(() => new Response(""));
  await assertRefused(empty.address, "an empty answer");
});

Deno.test("download() gives up a server that does not answer, or stops sending", async () => {
  const silent = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  await assertRefused(`http://127.0.0.1:${silent.addr.port}/`, "no answer in 0.1 s", {
    timeouts: { ...patient, connect: 100 },
  });
  silent.close();
  await using stalled = serve(() =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array(1000)),
      }),
    )
  );
  await assertRefused(stalled.address, "no data in 0.1 s", { timeouts: { ...patient, idle: 100 } });
});

/** Makes garbage until V8 collects it, with everything else that is held weakly. */
async function garbageCollection(): Promise<void> {
  let isCollected = false;
  const registry = new FinalizationRegistry(() => isCollected = true);
  registry.register({}, "garbage");
  for (let garbage: number[][] = []; !isCollected;) {
    for (let count = 0; count < 200; count++) garbage.push(new Array(10_000).fill(count));
    if (garbage.length > 1000) garbage = [];
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

Deno.test("download() gives up stalled servers after a thousand downloads, amid garbage", async () => {
  await using folder = new TemporaryFolder();
  const stall = () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array(1000)),
      }),
    );
  await using server = serve((request) =>
    request.url.endsWith("stall") ? stall() : new Response(data.subarray(0, 100))
  );
  for (let count = 0; count < 1000; count++) { // V8 optimises what calls `fetch`
    await download([server.address], `${folder.path}/file.bin`, options);
  }
  const caller = new AbortController();
  const { promise: allStall, resolve: nowAllStall } = Promise.withResolvers<void>();
  let begun = 0;
  const stalls = Array.from(
    { length: 18 },
    (_, index) =>
      download([`${server.address}stall`], `${folder.path}/${index}.bin`, {
        ...options,
        onProgress: () => ++begun === 18 && nowAllStall(),
        // Half of them by their timer, half by the caller.
        timeouts: { connect: 30_000, idle: index % 2 ? 500 : 30_000 },
        signal: index % 2 ? undefined : caller.signal,
      }),
  );
  const reasons = stalls.map((): string | undefined => "hangs");
  const settled = stalls.map((stall, index) =>
    stall.catch(({ message }) => reasons[index] = message.split(": ").at(-1))
  );
  await allStall;
  for (let collections = 0; collections < 3; collections++) await garbageCollection();
  caller.abort(new Error("Ctrl-C"));
  const { promise: patience, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, 20_000);
  await Promise.race([Promise.all(settled), patience]);
  clearTimeout(timer);
  assertEquals(reasons, stalls.map((_, index) => index % 2 ? "no data in 0.5 s" : "Ctrl-C"));
});

/** Answers with the whole file, or the requested part. */
function serveParts(asked: (string | null)[]) {
  return serve(({ headers }) => {
    const range = headers.get("range");
    asked.push(range);
    const from = Number(/\d+/.exec(range ?? "")?.[0] ?? 0);
    return new Response(data.subarray(from), {
      status: range ? 206 : 200,
      headers: range ? { "content-range": `bytes ${from}-199999/200000` } : {},
    });
  });
}

Deno.test("download() continues at the next mirror where a connection broke off", async () => {
  await using folder = new TemporaryFolder();
  await using short = serveRaw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n\0\x01\x02\x03");
  const asked: (string | null)[] = [];
  await using busy = serve(() => new Response("later", { status: 503 }));
  await using good = serveParts(asked);
  const rows: DownloadProgress[] = [];
  await download([short.address, busy.address, good.address], `${folder.path}/file.bin`, {
    ...options,
    onProgress: (row) => rows.push(row),
  });
  assertEquals(asked, ["bytes=4-"]);
  assertEquals(await Deno.readFile(`${folder.path}/file.bin`), data);
  assertEquals(rows.at(-1), { file: "file.bin", received: 200_000, total: 200_000 });
});

Deno.test("download() requests the rest of a file that a killed process left, else all of it", async () => {
  for (
    const [left, expected] of [[data.slice(0, 70_000), 1], [new Uint8Array(70_000), 2]] as const
  ) {
    await using folder = new TemporaryFolder();
    folder.write(".file.bin.1.part", left);
    folder.write(".file.bin.2.part", left.subarray(0, 10));
    const asked: (string | null)[] = [];
    await using good = serveParts(asked);
    const verify = async (path: string) => {
      if ((await Deno.readFile(path)).some((byte, i) => byte !== data[i])) throw new Error("wrong");
    };
    await download([good.address], `${folder.path}/file.bin`, { ...options, verify });
    assertMatch(asked[0]!, /^bytes=(70000|10)-$/); // either part may be found first
    assertEquals(asked.slice(1), [null].slice(2 - expected));
    assertEquals(folder.list(), ["file.bin"]);
  }
});

Deno.test("download() works without file locks, and does not touch another process's file", async () => {
  using _ = withoutLocks();
  await using folder = new TemporaryFolder();
  folder.write(".file.bin.1.part", data.slice(0, 70_000));
  const asked: (string | null)[] = [];
  await using good = serveParts(asked);
  await download([good.address], `${folder.path}/file.bin`, options);
  assertEquals(asked, [null]);
  assertEquals(folder.list(), [".file.bin.1.part", "file.bin"]);
  assertEquals(await Deno.readFile(`${folder.path}/file.bin`), data);
});

Deno.test("download() refuses a part that is not the rest of the file", async () => {
  await using folder = new TemporaryFolder();
  const rest = data.subarray(50_000);
  for (
    const [range, body, reason] of [
      [undefined, rest, "the part from byte 50000 was asked for, received none"],
      ["bytes 0-199999/200000", rest, "received bytes 0-199999/200000"],
      [
        "bytes 50000-149999/200000",
        data.subarray(0, 100_000),
        "received bytes 50000-149999/200000",
      ],
      ["bytes 50000-199999/*", rest, "received bytes 50000-199999/*"],
      ["bytes 50000-200000/200001", rest, "200001 bytes where at most 200000 are expected"],
      ["bytes 50000-199998/199999", rest, "more than 199999 bytes"],
      ["bytes 50000-199999/200000", rest.subarray(1), "199999 of 200000 bytes"],
      ["bytes 50000-49999/50000", new Uint8Array(0), "received bytes 50000-49999/50000"],
    ] as const
  ) {
    folder.write(".file.bin.1.part", data.subarray(0, 50_000));
    await using server = serve(({ headers }) =>
      headers.has("range")
        ? new Response(body, { status: 206, headers: range ? { "content-range": range } : {} })
        : new Response("gone", { status: 404 })
    );
    const error = await assertRejects(
      () => download([server.address], `${folder.path}/file.bin`, options),
      DownloadError,
    );
    assertStringIncludes(error.message, reason);
    assertEquals(folder.list(), []);
  }
});

Deno.test("download() ends with the signal's reason and leaves nothing", async () => {
  await using folder = new TemporaryFolder();
  let requests = 0;
  await using server = serve(() => {
    requests++;
    return new Response(data);
  });
  const stop = new AbortController();
  const error = await assertRejects(
    () =>
      download([server.address, server.address], `${folder.path}/file.bin`, {
        ...options,
        signal: stop.signal,
        onProgress: () => stop.abort(new Error("Interrupted")),
      }),
    Error,
    "Interrupted",
  );
  assert(!(error instanceof DownloadError));
  assertEquals([requests, folder.list()], [1, []]);
  const late = new AbortController();
  const verify = async () => {
    late.abort(new Error("Interrupted"));
    await Promise.reject(new RangeError("wrong digest"));
  };
  await assertRejects(
    () =>
      download([server.address], `${folder.path}/a`, { ...options, verify, signal: late.signal }),
    Error,
    "Interrupted",
  );
});

Deno.test("download() does not hide that it cannot write", async () => {
  await using folder = new TemporaryFolder();
  const file = folder.write("file", "not a folder");
  await using server = serve(() => new Response(data));
  const error = await assertRejects(() => download([server.address], `${file}/target`, options));
  assert(!(error instanceof DownloadError), error.message);
});
