import { assert, assertEquals, assertRejects, assertStringIncludes } from "../testing/assert.ts";
import { serve, TemporaryFolder } from "./_fixtures.ts";
import { download, DownloadError, type DownloadOptions, type Progress } from "./download.ts";

const data = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
const options = { maxBytes: 200_000, verify: async () => {} };
const timeouts = { connect: 100, idle: 100 };

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
    () => download([address], `${folder.path}/file.bin`, { ...options, timeouts, ...changes }),
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
  const rows: Progress[] = [];
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

Deno.test("download() refuses an HTML page, told by its type or by its start", async () => {
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
  await assertRefused(`http://127.0.0.1:${silent.addr.port}/`, "no answer in 0.1 s");
  silent.close();
  await using stalled = serve(() =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array(1000)),
      }),
    )
  );
  await assertRefused(stalled.address, "no data in 0.1 s");
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
