/**
 * Mirrors that do everything wrong: the next one must be tried, then a clear error given, and
 * nothing but the right file may ever stand at the target.
 *
 * @module
 */
import { createHash, randomBytes } from "node:crypto";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { TemporaryFolder } from "../../lib/data/_fixtures.ts";
import { download, DownloadError } from "../../lib/data/download.ts";
import { stream } from "../../lib/random.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "../../lib/testing/assert.ts";
import { testFaults, times, type Try } from "./_faults.ts";
import { type Call, mirror, sendFile } from "./_mirror.ts";

const file = new Uint8Array(randomBytes(60_000));
const n = file.length;
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const digest = sha256(file);

const options = {
  maxBytes: 2 * n,
  async verify(path: string) {
    const received = sha256(await Deno.readFile(path));
    if (received !== digest) throw new RangeError(`its SHA-256 must be ${digest}`);
  },
};

const page = "<!DOCTYPE html><title>Log in to this network</title>";
const ok = "HTTP/1.1 200 OK\r\nconnection: close\r\n";
const whole = `${ok}content-length: ${n}\r\n\r\n`;
const part = (range: string, length: number) =>
  `HTTP/1.1 206 Partial Content\r\nconnection: close\r\ncontent-length: ${length}\r\n` +
  `content-range: ${range}\r\n\r\n`;
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const other = file.map((byte, index) => index === n - 1 ? byte ^ 1 : byte);

type Answer = (call: Call) => Promise<void>;
const says = (...parts: (string | Uint8Array)[]): Answer => ({ send }) => send(...parts);
const status = (line: string, headers = "", body = "") =>
  says(
    `HTTP/1.1 ${line}\r\nconnection: close\r\n${headers}content-length: ${body.length}\r\n\r\n`,
    body,
  );

/** What is wrong with a mirror, whatever part of the file it is asked for. */
const wrong: Record<string, Answer> = {
  "hangs up at once": async () => {},
  "does not speak HTTP": says("220 mail.example.org ESMTP\r\n"),
  "ends within the headers": says("HTTP/1.1 200 OK\r\ncontent-le"),
  "ends before the first byte": says(whole),
  "ends early": says(whole, file.subarray(0, n / 2)),
  "ends one byte early": says(whole, file.subarray(0, n - 1)),
  "ends early, in chunks": says(
    `${ok}transfer-encoding: chunked\r\n\r\nea60\r\n`,
    file.subarray(0, 999),
  ),
  "ends early, of unknown length": says(`${ok}\r\n`, file.subarray(0, n / 2)),
  "sends nothing": status("200 OK"),
  "sends a page as HTML": status("200 OK", "content-type: text/html\r\n", page),
  "sends a page as data": status("200 OK", "content-type: application/gzip\r\n", page),
  "redirects to itself": status("302 Found", "location: /\r\n"),
  "redirects nowhere": status("301 Moved Permanently"),
  "has one bit wrong": says(whole, other),
  "has a byte too many": says(`${ok}content-length: ${n + 1}\r\n\r\n`, file, "x"),
  "announces more than the limit": says(`${ok}content-length: ${2 * n + 1}\r\n\r\n`, file),
  "announces 2^64 bytes": says(`${ok}content-length: 18446744073709551616\r\n\r\n`, file),
  "announces -1 bytes": says(`${ok}content-length: -1\r\n\r\n`, file),
  "announces two lengths": says(`${ok}content-length: ${n}\r\ncontent-length: 9\r\n\r\n`, file),
  "sends more than the limit": says(`${ok}\r\n`, file, file, file),
  "says 204": says("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"),
  "says 304": says("HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n"),
  "says 403": status("403 Forbidden", "", page),
  "says 404": status("404 Not Found", "", page),
  "says 416": status("416 Range Not Satisfiable", `content-range: bytes */${n}\r\n`),
  "says 503": status("503 Service Unavailable"),
};

/** What is wrong with an answer 206; asked for the whole file, these send all of it with 206. */
const wrongPart: Record<string, (from: number) => (string | Uint8Array)[]> = {
  "206 without a range": (from) => [
    `HTTP/1.1 206 Partial Content\r\nconnection: close\r\ncontent-length: ${n - from}\r\n\r\n`,
    file.subarray(from),
  ],
  "206 from byte 0": (from) => [part(`bytes 0-${n - 1}/${n}`, n - from), file.subarray(from)],
  "206 from a later byte": (from) => [
    part(`bytes ${from + 1}-${n - 1}/${n}`, n - from - 1),
    file.subarray(from + 1),
  ],
  "206 with less than asked": (from) => [
    part(`bytes ${from}-${n - 2}/${n}`, n - from - 1),
    file.subarray(from, n - 1),
  ],
  "206 with a range that is less than its bytes": (from) => [
    part(`bytes ${from}-${n - 11}/${n - 10}`, n - from),
    file.subarray(from),
  ],
  "206 with bytes that are less than its range": (from) => [
    part(`bytes ${from}-${n - 1}/${n}`, n - from - 1),
    file.subarray(from, n - 1),
  ],
  "206 with more bytes than asked": (from) => [
    part(`bytes ${from}-${n - 1}/${n}`, n - from + 10),
    file.subarray(from),
    "0123456789",
  ],
  "206 of a longer file": (from) => [
    part(`bytes ${from}-${n + 9}/${n + 10}`, n - from + 10),
    file.subarray(from),
    "0123456789",
  ],
  "206 of unknown length": (
    from,
  ) => [part(`bytes ${from}-${n - 1}/*`, n - from), file.subarray(from)],
  "206 with a range reversed": (
    from,
  ) => [part(`bytes ${n - 1}-${from}/${n}`, n - from), file.subarray(from)],
  "206 with a range of 2^64 bytes": (from) => [
    part(`bytes ${from}-18446744073709551615/18446744073709551616`, n - from),
    file.subarray(from),
  ],
  "206 in other units": (
    from,
  ) => [part(`words ${from}-${n - 1}/${n}`, n - from), file.subarray(from)],
  "206 of another file": (
    from,
  ) => [part(`bytes ${from}-${n - 1}/${n}`, n - from), other.subarray(from)],
  "206 in several parts": (from) => [
    "HTTP/1.1 206 Partial Content\r\nconnection: close\r\n" +
    `content-type: multipart/byteranges; boundary=x\r\ncontent-length: ${n - from}\r\n\r\n`,
    file.subarray(from),
  ],
  "206 as a page": (from) => [
    `HTTP/1.1 206 Partial Content\r\nconnection: close\r\ncontent-type: text/html\r\n` +
    `content-range: bytes ${from}-${n - 1}/${n}\r\ncontent-length: ${page.length}\r\n\r\n`,
    page,
  ],
};

/** Nothing but a stall may be given up for the time it takes, on however slow a machine. */
const patient = { connect: 60_000, idle: 60_000 };

/** Timers of a minute, which end when a mirror has stalled: no test waits so long. */
function patientTimers() {
  const { setTimeout, clearTimeout } = globalThis;
  const expiring = new Map<unknown, () => void>();
  const set = (...timing: Parameters<typeof setTimeout>) => {
    const timer = setTimeout(...timing);
    if (timing[1] === patient.idle) expiring.set(timer, timing[0]);
    return timer;
  };
  const clear = (timer?: Parameters<typeof clearTimeout>[0]) => {
    clearTimeout(timer);
    expiring.delete(timer);
  };
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  return {
    /** Waits until the client does, and ends its patience. */
    async expire() {
      while (expiring.size === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      for (const expire of expiring.values()) expire();
    },
    [Symbol.dispose]() {
      Object.assign(globalThis, { setTimeout, clearTimeout });
    },
  };
}

const stalls: Record<string, Answer> = {
  "stalls before it answers": async () => {},
  "stalls before the first byte": says(whole),
  "stalls in the middle": says(whole, file.subarray(0, n / 2)),
};

/** Not closed in order, as a mirror that ends early does. */
const resets: Record<string, Answer> = {
  "resets before it answers": ({ reset }) => reset(),
  "resets in the middle": async ({ send, reset }) => {
    await send(whole, file.subarray(0, n / 2));
    await reset();
  },
};

/** What a killed process left of `file`. */
function leave(folder: TemporaryFolder, bytes: Uint8Array): void {
  folder.write(`.file.bin.${crypto.randomUUID()}.part`, bytes);
}

/** One wrong mirror: alone, before a good one, and both where a part of the file is left. */
async function tryMirror(
  attempt: Try,
  name: string,
  answer: Answer,
  reason = /./,
): Promise<void> {
  for (const left of [0, 20_000, n]) {
    const start = left === 0 ? "" : `, ${left} of ${n} bytes left`;
    await attempt(`${name}, alone${start}`, async () => {
      await using folder = new TemporaryFolder();
      if (left > 0) leave(folder, file.subarray(0, left));
      await using bad = await mirror(answer);
      const error = await assertRejects(
        () => download([bad.address], `${folder.path}/file.bin`, { ...options, timeouts: patient }),
        DownloadError,
      );
      const { host } = new URL(bad.address);
      assertStringIncludes(error.message, `Cannot download "file.bin": ${host}: `);
      assertMatch(error.message, reason);
      assert(error.message.length < 400 && !error.message.includes(".part"), error.message);
      assertEquals(folder.list(), []);
    });
    await attempt(`${name}, then a good mirror${start}`, async () => {
      await using folder = new TemporaryFolder();
      if (left > 0) leave(folder, file.subarray(0, left));
      await using bad = await mirror(answer);
      await using good = await mirror((call) => sendFile(call, file));
      const target = `${folder.path}/file.bin`;
      await download([bad.address, good.address], target, { ...options, timeouts: patient });
      assertEquals(folder.list(), ["file.bin"]);
      assertEquals(sha256(await Deno.readFile(target)), digest);
    });
  }
}

testFaults("Download: a wrong answer", async (attempt) => {
  const mirrors = Object.entries(wrong);
  await Promise.all(mirrors.map(([name, answer]) => tryMirror(attempt, name, answer)));
});
testFaults("Download: a wrong answer 206", async (attempt) => {
  await Promise.all(
    Object.entries(wrongPart).map(([name, answer]) =>
      tryMirror(attempt, name, ({ from = 0, send }) => send(...answer(from)))
    ),
  );
});
testFaults("Download: a connection reset", async (attempt) => {
  const mirrors = Object.entries(resets);
  await Promise.all(mirrors.map(([name, answer]) => tryMirror(attempt, name, answer)));
});

testFaults("Download: a stall", async (attempt) => {
  using timers = patientTimers(); // of one download at a time
  for (const [name, answer] of Object.entries(stalls)) {
    const stalled = async (call: Call) => {
      await answer(call);
      await timers.expire();
    }; // now it hangs up: a client that would wait on must not hang the test
    await tryMirror(attempt, name, stalled, /: no (answer|data) in 60 s/);
  }
});

testFaults("Download: what was left is not the file's start", async (attempt) => {
  const left: Record<string, Uint8Array> = {
    "all of it": file,
    "nothing": new Uint8Array(0),
    "one bit wrong": other,
    "zeros": new Uint8Array(n / 2),
    "zeros at its end": joined(file.subarray(0, n / 2), new Uint8Array(100)),
    "as long as the file": new Uint8Array(n),
    "longer": joined(file, new Uint8Array(1)),
    "longer than the limit": new Uint8Array(3 * n),
  };
  for (const [name, bytes] of Object.entries(left)) {
    for (const knowsRanges of [true, false]) {
      await attempt(`${name}, ranges ${knowsRanges ? "known" : "ignored"}`, async () => {
        await using folder = new TemporaryFolder();
        leave(folder, bytes);
        await using good = await mirror((call) =>
          sendFile(knowsRanges ? call : { ...call, from: undefined }, file)
        );
        const target = `${folder.path}/file.bin`;
        await download([good.address], target, { ...options, timeouts: patient });
        assertEquals(folder.list(), ["file.bin"]);
        assertEquals(sha256(await Deno.readFile(target)), digest);
      });
    }
  }
});

testFaults("Download: connections cut at random bytes", async (attempt) => {
  const random = stream(1, "cuts");
  for (let index = 0; index < times(100); index++) {
    const cuts = Array.from({ length: 4 }, () => uniformInt(random, 0, n));
    await attempt(`at ${cuts}, ${index % 2 ? "ranges ignored" : "ranges known"}`, async () => {
      await using folder = new TemporaryFolder();
      await using flaky = await mirror(async (call) => {
        const from = index % 2 ? 0 : call.from ?? 0;
        const cut = cuts.pop() ?? n;
        const head = from === 0 ? whole : part(`bytes ${from}-${n - 1}/${n}`, n - from);
        await call.send(head, file.subarray(from, Math.max(from, cut)));
        if (cut % 2 && cut < n) await call.reset();
      });
      const target = `${folder.path}/file.bin`;
      await download(Array(5).fill(flaky.address), target, { ...options, timeouts: patient });
      assertEquals(folder.list(), ["file.bin"]);
      assertEquals(sha256(await Deno.readFile(target)), digest);
    });
  }
});

/** Another process that downloads `file` from `address`. */
function startDownload(address: string, target: string): Deno.ChildProcess {
  const module = JSON.stringify(new URL("../../lib/data/download.ts", import.meta.url));
  const request = JSON.stringify({ address, target, options: { maxBytes: n, timeouts: patient } });
  return new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { download } from ${module};
      const { address, target, options } = ${request};
      await download([address], target, { ...options, verify: async () => {} });`,
    ],
    stderr: "null",
  }).spawn();
}

/** A mirror that sends the file up to byte `cut` and then the rest when it is told to. */
async function mirrorUntil(cut: number) {
  const { promise: told, resolve: goOn } = Promise.withResolvers<void>();
  const server = await mirror(async ({ from = 0, send, hungUp }) => {
    await send(from === 0 ? whole : part(`bytes ${from}-${n - 1}/${n}`, n - from));
    await send(file.subarray(from, cut));
    await Promise.race([hungUp(), told]);
    await send(file.subarray(cut));
  });
  return { ...server, goOn };
}

const parts = (folder: TemporaryFolder) => folder.list().filter((path) => path.endsWith(".part"));

/** Waits until a process has received so much into the one part there is in the folder. */
async function untilReceived(
  child: Deno.ChildProcess,
  folder: TemporaryFolder,
  size: number,
): Promise<void> {
  let ended = false;
  child.status.then(() => ended = true);
  while (!ended) {
    const [part] = parts(folder);
    if (part && Deno.statSync(`${folder.path}/${part}`).size >= size) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`The process ended before it had received ${size} bytes`);
}

testFaults("Download: process killed at a random byte, twice", async (attempt) => {
  const random = stream(2, "kills");
  for (let index = 0; index < times(50); index++) {
    const cuts = [uniformInt(random, 1, n / 2), uniformInt(random, n / 2, n - 1)];
    await attempt(`at ${cuts}`, async () => {
      await using folder = new TemporaryFolder();
      const target = `${folder.path}/file.bin`;
      for (const cut of cuts) {
        await using slow = await mirrorUntil(cut);
        await using child = startDownload(slow.address, target);
        await untilReceived(child, folder, cut);
        child.kill("SIGKILL");
        await child.status;
        assertEquals(folder.list(), parts(folder));
        assertEquals(folder.list().length, 1);
      }
      await using good = await mirror((call) => sendFile(call, file));
      await download([good.address], target, { ...options, timeouts: patient });
      assertEquals(good.calls, [cuts[1]]); // only what is lacking
      assertEquals(folder.list(), ["file.bin"]);
      assertEquals(sha256(await Deno.readFile(target)), digest);
    });
  }
});

testFaults("Download: another has the same", async (attempt) => {
  await attempt("four at once", async () => {
    await using folder = new TemporaryFolder();
    const target = `${folder.path}/file.bin`;
    await using good = await mirror((call) => sendFile(call, file));
    const fetch = () => download([good.address], target, { ...options, timeouts: patient });
    await Promise.all([fetch(), fetch(), fetch(), fetch()]);
    assertEquals(folder.list(), ["file.bin"]);
    assertEquals(sha256(await Deno.readFile(target)), digest);
  });
  await attempt("it is done when ours asks whose its part is", async () => {
    await using folder = new TemporaryFolder();
    const target = `${folder.path}/file.bin`;
    await using slow = await mirrorUntil(n / 2);
    await using good = await mirror((call) => sendFile(call, file));
    const fetch = (address: string) =>
      download([address], target, { ...options, timeouts: patient });
    const first = fetch(slow.address);
    // Until the first has its lock: it writes only then.
    while (!parts(folder).some((part) => Deno.statSync(`${folder.path}/${part}`).size > 0)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const { tryLock } = Deno.FsFile.prototype;
    Deno.FsFile.prototype.tryLock = async function (exclusive) {
      slow.goOn();
      await first;
      return await tryLock.call(this, exclusive);
    };
    try {
      await fetch(good.address);
    } finally {
      Deno.FsFile.prototype.tryLock = tryLock;
    }
    assertEquals(good.calls, [undefined]);
    assertEquals(folder.list(), ["file.bin"]);
    assertEquals(sha256(await Deno.readFile(target)), digest);
  });
  await attempt("it goes on after ours is done", async () => {
    await using folder = new TemporaryFolder();
    const target = `${folder.path}/file.bin`;
    await using slow = await mirrorUntil(n / 2);
    await using child = startDownload(slow.address, target);
    await untilReceived(child, folder, n / 2);
    await using good = await mirror((call) => sendFile(call, file));
    await download([good.address], target, { ...options, timeouts: patient });
    assertEquals(good.calls, [undefined]); // not what is the other's
    assertEquals(sha256(await Deno.readFile(target)), digest);
    slow.goOn();
    assertEquals((await child.status).code, 0);
    assertEquals(folder.list(), ["file.bin"]);
    assertEquals(sha256(await Deno.readFile(target)), digest);
  });
});
