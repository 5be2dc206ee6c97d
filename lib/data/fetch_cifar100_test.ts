import { createHash } from "node:crypto";
import { assertEquals, assertRejects } from "../testing/assert.ts";
import { cifar100Records, classNames, serve, tarGz, TemporaryFolder } from "./_fixtures.ts";
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

Deno.test("fetchCifar100() keeps the archive, which is read as it is", async () => {
  await using folder = new TemporaryFolder();
  const archive = await tarGz(files);
  const paths: string[] = [];
  await using server = serve((request) => {
    paths.push(new URL(request.url).pathname);
    return new Response(archive as Uint8Array<ArrayBuffer>);
  });
  const options = { mirrors: [server.address], md5: md5(archive) };
  const path = await fetchCifar100(folder.path, options);
  assertEquals(paths, ["/cifar-100-binary.tar.gz"]);
  assertEquals(folder.list(), ["cifar-100-binary.tar.gz"]);
  assertEquals((await locateCifar100(folder.path)).path, path);
  assertEquals([...(await readCifar100(path, counts)).train.labels], [5, 99]);
});

Deno.test("fetchCifar100() refuses an archive with another MD5 than was published", async () => {
  await using folder = new TemporaryFolder();
  const archive = await tarGz(files);
  await using server = serve(() => new Response(archive as Uint8Array<ArrayBuffer>));
  await assertRejects(
    () => fetchCifar100(folder.path, { mirrors: [server.address] }),
    DownloadError,
    `its MD5 must be 03b5dce01913d631647c71ecec9e9cb8, received ${md5(archive)}`,
  );
  assertEquals(folder.list(), []);
});

Deno.test("fetchCifar100() leaves nothing when its signal is aborted", async () => {
  await using folder = new TemporaryFolder();
  const archive = await tarGz(files);
  await using server = serve(() => new Response(archive as Uint8Array<ArrayBuffer>));
  const stop = new AbortController();
  const fetching = fetchCifar100(folder.path, {
    mirrors: [server.address],
    md5: md5(archive),
    signal: stop.signal,
    onProgress: () => stop.abort(new Error("Interrupted")),
  });
  await assertRejects(() => fetching, Error, "Interrupted");
  assertEquals(folder.list(), []);
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
