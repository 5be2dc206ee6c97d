/**
 * What the disk, the path or the clock does to data sets: a clear error and nothing half-done, or
 * no harm.
 *
 * @module
 */
import { createHash } from "node:crypto";
import {
  cifar100Records,
  classNames,
  serve,
  tarGz,
  TemporaryFolder,
} from "../../lib/data/_fixtures.ts";
import { readCifar100 } from "../../lib/data/cifar100.ts";
import { download, DownloadError } from "../../lib/data/download.ts";
import { fetchCifar100, locateCifar100 } from "../../lib/data/fetch_cifar100.ts";
import { readIdx } from "../../lib/data/idx.ts";
import { loadDataset } from "../../lib/data/load.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "../../lib/testing/assert.ts";
import { Project } from "../_data_project.ts";
import { cannotMount, SmallDisk } from "./_disk.ts";
import { testFaults, times } from "./_faults.ts";
import { mirror, sendFile } from "./_mirror.ts";

const file = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
const options = {
  maxBytes: file.length,
  verify: async (path: string) => assertEquals(await Deno.readFile(path), file),
};

const counts = { "train.bin": 40, "test.bin": 2 };
const labels = Array.from({ length: 40 }, (_, index) => index);
const archive = await tarGz({
  "cifar-100-binary/train.bin": cifar100Records(labels),
  "cifar-100-binary/test.bin": cifar100Records([42, 7]),
  "cifar-100-binary/fine_label_names.txt": classNames,
  "cifar-100-binary/coarse_label_names.txt": "aquatic_mammals",
}) as Uint8Array<ArrayBuffer>;
const md5 = createHash("md5").update(archive).digest("hex");

testFaults("Full disk", async (attempt) => {
  await attempt("download", async () => {
    await using disk = await SmallDisk.mount(65_536);
    await using good = await mirror((call) => sendFile(call, file));
    const target = `${disk.path}/data/file.bin`;
    const fetch = () => download([good.address, good.address], target, options);
    const error = await assertRejects(
      fetch,
      Error,
      `Cannot write ${JSON.stringify(target)}: No space`,
    );
    assert(!(error instanceof DownloadError)); // no stand-in takes its place
    assertEquals(disk.list(), ["data/"]);
    await disk.remount("size=200000");
    await fetch();
    assertEquals(disk.list(), ["data/", "data/file.bin"]);
  });
  await attempt("deno task data", async () => {
    await using disk = await SmallDisk.mount(65_536);
    await using project = new Project();
    await Deno.remove(`${project.path}/data`);
    await Deno.symlink(disk.path, `${project.path}/data`);
    await using proxy = serve(() => new Response(file));
    const { code, err } = await project.run(["--dataset", "mnist"], { HTTP_PROXY: proxy.address });
    assertEquals(code, 1);
    assertMatch(err, /Cannot write "[^\n]*train-images-idx3-ubyte.gz": No space left[^\n]*\n$/);
    assertEquals(disk.list(), ["mnist/"]);
  });
}, { notTried: cannotMount });

/** Another process that runs `code`, with `lib` and this file's `parameters` in it. */
function start(code: string, parameters: unknown, before = ":"): Deno.ChildProcess {
  const lib = new URL("../../lib/", import.meta.url);
  const script = code.replaceAll("lib:", lib.href);
  return new Deno.Command("sh", {
    args: [
      "-c",
      `${before}; exec "$@"`,
      "sh",
      Deno.execPath(),
      "eval",
      `const parameters = ${JSON.stringify(parameters)};\n${script}`,
    ],
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

testFaults("No file longer than a limit, as with a quota", async (attempt) => {
  await attempt("download", async () => {
    await using folder = new TemporaryFolder();
    await using good = await mirror((call) => sendFile(call, file));
    const target = `${folder.path}/data/file.bin`;
    await using child = start(
      `import { download } from "lib:data/download.ts";
      const { address, target } = parameters;
      try {
        await download([address], target, { maxBytes: 1e6, verify: async () => {} });
      } catch (error) {
        console.log(error.message);
      }`,
      { address: good.address, target },
      "trap '' XFSZ; ulimit -f 64",
    );
    const { stdout } = await child.output();
    const message = new TextDecoder().decode(stdout);
    assertStringIncludes(message, `Cannot write ${JSON.stringify(target)}: File too large`);
    assertEquals(folder.list(), ["data/"]);
  });
}, { notTried: Deno.build.os === "windows" ? "no limits there" : undefined });

testFaults("Read-only data folder", async (attempt) => {
  await using disk = await SmallDisk.mount(300_000);
  const { path } = disk;
  disk.write("whole/cifar-100-binary.tar.gz", archive);
  await disk.remount("ro");
  const before = disk.list();
  await attempt("download", async () => {
    await using good = await mirror((call) => sendFile(call, file));
    const target = `${path}/data/file.bin`;
    await assertRejects(
      () => download([good.address], target, options),
      Error,
      `Cannot write ${JSON.stringify(target)}: Read-only file system`,
    );
  });
  await attempt("deno task data", async () => {
    await using project = new Project();
    await Deno.remove(`${project.path}/data`);
    await Deno.symlink(path, `${project.path}/data`);
    await using proxy = serve(() => new Response(file));
    const { code, err } = await project.run(["--dataset", "mnist"], { HTTP_PROXY: proxy.address });
    assertEquals(code, 1);
    assertMatch(err, /^Cannot write "[^\n]*train-images-idx3-ubyte.gz": Read-only[^\n]*\n$/);
  });
  await attempt("reading what is there", async () => {
    const found = (await locateCifar100(`${path}/whole`)).path!;
    assertEquals((await readCifar100(found, counts)).train.count, 40);
  });
  await attempt("a stand-in", async () => {
    const mirrors = { mnist: ["http://127.0.0.1:2/"] };
    const dataset = await loadDataset("mnist", { dataFolder: path, highwayData: "", mirrors });
    assertEquals(dataset.name, "glyphs");
  });
  assertEquals(disk.list(), before);
}, { notTried: cannotMount });

testFaults("CIFAR-100: fetched several times at once", async (attempt) => {
  for (let index = 0; index < times(30); index++) {
    await attempt(`${index}`, async () => {
      await using folder = new TemporaryFolder();
      await using server = serve(() => new Response(archive));
      const fetch = () => fetchCifar100(folder.path, { mirrors: [server.address], md5 });
      const paths = await Promise.all([fetch(), fetch(), fetch()]);
      assertEquals(new Set(paths).size, 1);
      assertEquals(folder.list(), ["cifar-100-binary.tar.gz"]);
      assertEquals([...(await readCifar100(paths[0], counts)).train.labels], labels);
    });
  }
});

testFaults("Data folder on a path of any letters", async (attempt) => {
  const names = [
    "with spaces",
    " at both ends ",
    "Straße",
    "Strasse\u0308", // a combining mark
    "数据",
    "🛣",
    "%20",
    "a#b?c=d&e",
    'it\'s "quoted"',
    "back\\slash",
    "new\nline",
    "-rf",
    "..data",
    "x".repeat(200),
  ];
  for (const name of names) {
    await attempt(JSON.stringify(name), async () => {
      await using folder = new TemporaryFolder();
      const dataFolder = `${folder.path}/${name}`;
      await using server = serve(() => new Response(archive));
      const path = await fetchCifar100(dataFolder, { mirrors: [server.address], md5 });
      assertEquals([...(await readCifar100(path, counts)).train.labels], labels);
      folder.write(`${name}/.file.bin.${crypto.randomUUID()}.part`, file.subarray(0, 1000));
      await using good = await mirror((call) => sendFile(call, file));
      await download([good.address], `${dataFolder}/file.bin`, options);
      assertEquals(good.calls, [1000]);
      const images = folder.write(`${name}/images`, "<html>");
      const error = await assertRejects(() => readIdx(images, "images"), SyntaxError);
      assertStringIncludes(error.message, JSON.stringify(images));
    });
  }
  await attempt("deno task data", async () => {
    await using project = new Project("Straße zu #1 数据 %20 ");
    project.write("data/mnist/train-images-idx3-ubyte", "<html>");
    for (const name of ["train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"]) {
      project.write(`data/mnist/${name}-ubyte`, "");
    }
    const { code, err } = await project.run(["--dataset", "mnist"]);
    assertEquals(code, 1);
    assertStringIncludes(err, `"${project.path}/data/mnist/train-images-idx3-ubyte": its header`);
  });
});

testFaults("Clock set back", async (attempt) => {
  for (const year of [1970, 2099]) {
    await attempt(`a part of ${year} is left`, async () => {
      await using folder = new TemporaryFolder();
      const part = folder.write(`.file.bin.${crypto.randomUUID()}.part`, file.subarray(0, 1000));
      await Deno.utime(part, new Date(year, 6), new Date(year, 6));
      await using good = await mirror((call) => sendFile(call, file));
      await download([good.address], `${folder.path}/file.bin`, options);
      assertEquals([good.calls, folder.list()], [[1000], ["file.bin"]]);
    });
  }
  await attempt("during a download", async () => {
    await using folder = new TemporaryFolder();
    await using good = await mirror(async ({ send }) => {
      await send(`HTTP/1.1 200 OK\r\ncontent-length: ${file.length}\r\n\r\n`);
      for (let from = 0; from < file.length; from += 10_000) {
        await send(file.subarray(from, from + 10_000));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    });
    const now = Date.now;
    let hours = 0;
    Date.now = () => now() - 3_600_000 * hours++;
    try {
      await download([good.address], `${folder.path}/file.bin`, options);
    } finally {
      Date.now = now;
    }
    assertEquals(folder.list(), ["file.bin"]);
  });
});
