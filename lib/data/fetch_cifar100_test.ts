import { createHash } from "node:crypto";
import { assertEquals, assertRejects } from "../testing/assert.ts";
import {
  cifar100Records,
  classNames,
  serve,
  tarGz,
  TemporaryFolder,
  withoutLocks,
} from "./_fixtures.ts";
import { readCifar100 } from "./cifar100.ts";
import { DownloadError } from "./download.ts";
import { fetchCifar100, locateCifar100 } from "./fetch_cifar100.ts";

const counts = { "train.bin": 2, "test.bin": 1 };
const files = {
  "cifar-100-binary/train.bin": cifar100Records([5, 99]),
  "cifar-100-binary/file.txt~": "left by an editor",
  "cifar-100-binary/test.bin": cifar100Records([42]),
  "cifar-100-binary/fine_label_names.txt": classNames,
  "cifar-100-binary/coarse_label_names.txt": "fish\n",
};
const md5 = (bytes: Uint8Array) => createHash("md5").update(bytes).digest("hex");

Deno.test("fetchCifar100() unpacks the archive into a folder and drops it", async () => {
  await using folder = new TemporaryFolder();
  const archive = await tarGz(files);
  const paths: string[] = [];
  await using server = serve((request) => {
    paths.push(new URL(request.url).pathname);
    return new Response(archive as Uint8Array<ArrayBuffer>);
  });
  const options = { mirrors: [server.address], md5: md5(archive), counts };
  const path = await fetchCifar100(folder.path, options);
  assertEquals(paths, ["/cifar-100-binary.tar.gz"]);
  assertEquals(folder.list(), [
    "cifar-100-binary/",
    "cifar-100-binary/SHA256SUMS",
    "cifar-100-binary/coarse_label_names.txt",
    "cifar-100-binary/fine_label_names.txt",
    "cifar-100-binary/test.bin",
    "cifar-100-binary/train.bin",
  ]);
  assertEquals((await locateCifar100(folder.path)).path, path);
  assertEquals([...(await readCifar100(path, counts)).train.labels], [5, 99]);
});

Deno.test("fetchCifar100() refuses an archive with another MD5 than was published", async () => {
  await using folder = new TemporaryFolder();
  const archive = await tarGz(files);
  await using server = serve(() => new Response(archive as Uint8Array<ArrayBuffer>));
  await assertRejects(
    () => fetchCifar100(folder.path, { mirrors: [server.address], counts }),
    DownloadError,
    `its MD5 must be 03b5dce01913d631647c71ecec9e9cb8, received ${md5(archive)}`,
  );
  assertEquals(folder.list(), []);
});

Deno.test("fetchCifar100() leaves no half-unpacked folder", async () => {
  for (
    const [change, message] of [
      [{ "cifar-100-binary/test.bin": cifar100Records([1, 2, 3]) }, "must hold 1 records"],
      [{ "cifar-100-binary/coarse_label_names.txt": undefined }, "hold coarse_label_names.txt"],
    ] as const
  ) {
    await using folder = new TemporaryFolder();
    const entries = Object.entries({ ...files, ...change }).filter(([, content]) => content);
    const archive = await tarGz(Object.fromEntries(entries) as Record<string, string>);
    await using server = serve(() => new Response(archive as Uint8Array<ArrayBuffer>));
    const options = { mirrors: [server.address], md5: md5(archive), counts };
    await assertRejects(() => fetchCifar100(folder.path, options), Error, message);
    assertEquals(folder.list(), ["cifar-100-binary.tar.gz"]); // whole and verified
  }
});

Deno.test("fetchCifar100() leaves nothing when it is told to stop", async () => {
  await using folder = new TemporaryFolder();
  const archive = await tarGz(files);
  await using server = serve(() => new Response(archive as Uint8Array<ArrayBuffer>));
  const stop = new AbortController();
  const fetching = fetchCifar100(folder.path, {
    mirrors: [server.address],
    md5: md5(archive),
    counts,
    signal: stop.signal,
    onProgress: () => stop.abort(new Error("Interrupted")),
  });
  await assertRejects(() => fetching, Error, "Interrupted");
  assertEquals(folder.list(), []);
});

Deno.test("fetchCifar100() can be stopped while another process unpacks", async () => {
  await using folder = new TemporaryFolder();
  const archive = await tarGz(files);
  await using server = serve(() => new Response(archive as Uint8Array<ArrayBuffer>));
  using other = await Deno.open(folder.path);
  await other.lock(true);
  const stop = new AbortController();
  const options = { mirrors: [server.address], md5: md5(archive), counts, signal: stop.signal };
  const fetching = fetchCifar100(folder.path, options);
  const { tryLock } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.tryLock = async function (exclusive) {
    const isLocked = await tryLock.call(this, exclusive);
    if (!isLocked) stop.abort(new Error("Interrupted")); // it waits
    return isLocked;
  };
  try {
    await assertRejects(() => fetching, Error, "Interrupted");
  } finally {
    Deno.FsFile.prototype.tryLock = tryLock;
  }
  assertEquals(folder.list(), ["cifar-100-binary.tar.gz"]);
});

Deno.test("fetchCifar100() goes on without file locks, and leaves alone what may be another's", async () => {
  using _ = withoutLocks();
  await using folder = new TemporaryFolder();
  const archive = await tarGz(files);
  await using server = serve(() => new Response(archive as Uint8Array<ArrayBuffer>));
  folder.write(".cifar-100-binary-1.part/train.bin", "");
  const options = { mirrors: [server.address], md5: md5(archive), counts };
  const paths = [fetchCifar100(folder.path, options), fetchCifar100(folder.path, options)];
  assertEquals(new Set(await Promise.all(paths)), new Set([`${folder.path}/cifar-100-binary`]));
  assertEquals([...(await readCifar100(await paths[0], counts)).train.labels], [5, 99]);
  assertEquals(folder.list().filter((path) => path.includes(".part")), [
    ".cifar-100-binary-1.part/",
    ".cifar-100-binary-1.part/train.bin",
  ]);
});

Deno.test("locateCifar100() prefers a folder with any of its files to the archive", async () => {
  await using folder = new TemporaryFolder();
  assertEquals(await locateCifar100(folder.path), { problems: [] });
  await Deno.mkdir(`${folder.path}/cifar-100-binary`);
  assertEquals(await locateCifar100(folder.path), { problems: [] });
  folder.write("cifar-100-binary/meta", "");
  const { path, problems } = await locateCifar100(folder.path);
  assertEquals(path, undefined);
  assertEquals(problems, [
    `"${folder.path}/cifar-100-binary" has "meta" and none of train.bin, test.bin, ` +
    "fine_label_names.txt",
  ]);
  const archive = folder.write("cifar-100-binary.tar.gz", "");
  assertEquals((await locateCifar100(folder.path)).path, archive);
  folder.write("cifar-100-binary/train.bin", "");
  assertEquals((await locateCifar100(folder.path)).path, `${folder.path}/cifar-100-binary`);
});

Deno.test("fetchCifar100() unpacks into an empty folder, and keeps the archive beside a full one", async () => {
  const archive = await tarGz(files);
  await using server = serve(() => new Response(archive as Uint8Array<ArrayBuffer>));
  const options = { mirrors: [server.address], md5: md5(archive), counts };
  for (const isEmpty of [true, false]) {
    await using folder = new TemporaryFolder();
    await Deno.mkdir(`${folder.path}/cifar-100-binary`);
    if (!isEmpty) folder.write("cifar-100-binary/notes", "mine");
    const path = await fetchCifar100(folder.path, options);
    assertEquals(path, `${folder.path}/cifar-100-binary${isEmpty ? "" : ".tar.gz"}`);
    assertEquals([...(await readCifar100(path, counts)).train.labels], [5, 99]);
    assertEquals(folder.list().some((path) => path.includes(".part")), false);
    if (!isEmpty) {
      assertEquals(folder.list().filter((path) => path.includes("binary/")), [
        "cifar-100-binary/",
        "cifar-100-binary/notes",
      ]);
    }
  }
});
