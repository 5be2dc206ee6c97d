import { assert, assertEquals, assertRejects, assertStringIncludes } from "../testing/assert.ts";
import { serve, TemporaryFolder } from "./_fixtures.ts";
import type { DatasetName } from "./dataset.ts";
import { findDataset, type FindOptions, resolveDataset } from "./find.ts";

/** Nothing listens there. */
const nowhere = { mnist: ["http://127.0.0.1:2/"], cifar100: ["http://127.0.0.1:2/"] };
const mnistFiles = [
  "train-images-idx3",
  "train-labels-idx1",
  "t10k-images-idx3",
  "t10k-labels-idx1",
]
  .map((name) => `mnist/${name}-ubyte.gz`);

/** The options for `folder`/data and `folder`/elsewhere, without a network. */
function options(folder: TemporaryFolder, changes: FindOptions = {}): FindOptions {
  const [dataFolder, highwayData] = [`${folder.path}/data`, `${folder.path}/elsewhere`];
  return { dataFolder, highwayData, mirrors: nowhere, ...changes };
}

Deno.test("findDataset() looks in data/ first, then in HIGHWAY_DATA", async () => {
  await using folder = new TemporaryFolder();
  folder.write("elsewhere/cifar-100-binary.tar.gz", "");
  for (const file of mnistFiles) folder.write(`elsewhere/${file}`, "");
  const path = async (name: DatasetName) => {
    const found = await findDataset(name, options(folder));
    return "path" in found ? found.path.slice(folder.path.length) : found.name;
  };
  assertEquals(await path("mnist"), "/elsewhere/mnist");
  assertEquals(await path("cifar100"), "/elsewhere/cifar-100-binary.tar.gz");
  folder.write("data/cifar-100-binary/train.bin", "");
  for (const file of mnistFiles) {
    assertEquals(await path("mnist"), "/elsewhere/mnist"); // as long as data/ lacks a file
    folder.write(`data/${file}`, "");
  }
  assertEquals(await path("mnist"), "/data/mnist");
  assertEquals(await path("cifar100"), "/data/cifar-100-binary");
});

Deno.test("findDataset() gives the stand-in with the reasons when nothing is available", async () => {
  await using folder = new TemporaryFolder();
  for (
    const [name, title, standIn] of [
      ["mnist", "MNIST", "glyphs"],
      ["cifar100", "CIFAR-100", "textures"],
    ] as const
  ) {
    const notices: string[] = [];
    const onNotice = (message: string) => notices.push(message);
    const found = await findDataset(name, options(folder, { highwayData: "", onNotice }));
    assertEquals(found, { name: standIn });
    assertEquals(notices.length, 1);
    assertStringIncludes(notices[0], `${title} is not available (Cannot download "`);
    assertStringIncludes(notices[0], "Connection refused");
    assertStringIncludes(notices[0], `: using the generated stand-in ${standIn}`);
  }
  assertEquals(folder.list(), []);
});

Deno.test("findDataset() downloads one set where HIGHWAY_DATA holds only the other", async () => {
  await using folder = new TemporaryFolder();
  for (const file of mnistFiles) folder.write(`elsewhere/${file}`, "");
  const paths: string[] = [];
  await using server = serve((request) => {
    paths.push(new URL(request.url).pathname);
    return new Response("not there", { status: 404 });
  });
  const mirrors = { cifar100: [server.address] };
  assertEquals(await resolveDataset("cifar100", options(folder, { mirrors })), "textures");
  assertEquals(paths, ["/cifar-100-binary.tar.gz"]);
});

/** The one notice of a search that ends with the stand-in. */
async function noticeOf(name: "mnist" | "cifar100", options: FindOptions): Promise<string> {
  const notices: string[] = [];
  const found = await findDataset(name, { ...options, onNotice: (line) => notices.push(line) });
  assertEquals(found, { name: name === "mnist" ? "glyphs" : "textures" });
  assertEquals([notices.length, notices[0].split("\n").length], [1, 1]);
  return notices[0];
}

Deno.test("findDataset() takes MNIST's files with a dot for a hyphen, gzipped or not", async () => {
  await using folder = new TemporaryFolder();
  for (const [index, file] of mnistFiles.entries()) {
    const dotted = file.replace("-idx", ".idx");
    folder.write(`data/${index % 2 ? dotted : dotted.replace(".gz", "")}`, "");
  }
  const path = `${folder.path}/data/mnist`;
  assertEquals(await findDataset("mnist", options(folder, { highwayData: "" })), {
    name: "mnist",
    path,
  });
});

Deno.test("findDataset() names missing files and the files found instead", async () => {
  await using folder = new TemporaryFolder();
  const search = options(folder, { highwayData: "" });
  const data = `${folder.path}/data`;
  folder.write(`data/${mnistFiles[0]}`, "");
  folder.write("data/mnist/.hidden", "");
  assertStringIncludes(
    await noticeOf("mnist", search),
    `MNIST is not available ("${data}/mnist" lacks train-labels-idx1-ubyte, t10k-images-idx3-ubyte, ` +
      't10k-labels-idx1-ubyte (gzipped or not); Cannot download "',
  );
  folder.write("data/mnist/train-labels-idx1-ubyte/train-labels-idx1-ubyte", ""); // a folder
  for (let index = 0; index < 7; index++) folder.write(`data/mnist/${index}.png`, "");
  assertStringIncludes(
    await noticeOf("mnist", search),
    '(gzipped or not), and has "0.png", "1.png", "2.png", "3.png", "4.png" and 2 more; Cannot',
  );
  folder.write("data/cifar-100-binary/meta", "");
  assertStringIncludes(
    await noticeOf("cifar100", search),
    `("${data}/cifar-100-binary" has "meta" and none of train.bin, test.bin, ` +
      "fine_label_names.txt; Cannot download",
  );
});

Deno.test("findDataset() names entries that resemble a data set", async () => {
  await using folder = new TemporaryFolder();
  folder.write("data/MNIST/raw/train-images-idx3-ubyte", "");
  folder.write("data/t10k-labels.idx1-ubyte", "");
  folder.write("elsewhere/cifar-100-python/meta", "");
  folder.write("elsewhere/mnist/raw/x", "");
  const here = options(folder, { highwayData: "" });
  assertStringIncludes(
    await noticeOf("mnist", here),
    `("${folder.path}/data" has "MNIST", "t10k-labels.idx1-ubyte", expected "mnist"; C`,
  );
  const error = await assertRejects(() => findDataset("cifar100", options(folder)), RangeError);
  const elsewhere = `${folder.path}/elsewhere`;
  assertStringIncludes(error.message, `"${elsewhere}/mnist" lacks train-images-idx3-ubyte, `);
  assertStringIncludes(
    error.message,
    `"${elsewhere}" has "cifar-100-python", expected "cifar-100-binary")`,
  );
});

Deno.test("findDataset() is not stopped by an empty folder, or one of other things", async () => {
  for (const other of [undefined, "notes.txt"]) {
    await using folder = new TemporaryFolder();
    for (const name of ["mnist", "cifar-100-binary"]) {
      await Deno.mkdir(`${folder.path}/data/${name}`, { recursive: true });
      if (other) folder.write(`data/${name}/${other}`, "");
    }
    for (const file of mnistFiles) folder.write(`elsewhere/${file}`, "");
    folder.write("elsewhere/cifar-100-binary/train.bin", "");
    const path = async (name: DatasetName) => {
      const found = await findDataset(name, options(folder));
      return "path" in found ? found.path.slice(folder.path.length) : found.name;
    };
    assertEquals(await path("mnist"), "/elsewhere/mnist");
    assertEquals(await path("cifar100"), "/elsewhere/cifar-100-binary");
    folder.write("data/cifar-100-binary.tar.gz", "");
    assertEquals(await path("cifar100"), "/data/cifar-100-binary.tar.gz");
  }
});

Deno.test("findDataset() refuses a HIGHWAY_DATA that is no folder or has no data set", async () => {
  await using folder = new TemporaryFolder();
  for (const file of mnistFiles) folder.write(`data/${file}`, ""); // it is not needed, yet refused
  const refused = async (highwayData: string, reason: string) => {
    const notices: string[] = [];
    const onNotice = (message: string) => notices.push(message);
    const error = await assertRejects(
      () => findDataset("mnist", options(folder, { highwayData, onNotice })),
      RangeError,
      "Cannot use HIGHWAY_DATA: it must name a folder",
    );
    assertStringIncludes(error.message, `received ${JSON.stringify(highwayData)} (${reason})`);
    assertEquals(notices, []);
  };
  await refused(`${folder.path}/elsewhere`, "it does not exist");
  await refused(folder.write("file", ""), "not a folder");
  await Deno.mkdir(`${folder.path}/empty`);
  await refused(`${folder.path}/empty`, "it has none");
});

Deno.test("findDataset() gives generated sets by name and refuses unknown names", async () => {
  await using folder = new TemporaryFolder();
  const highwayData = `${folder.path}/nowhere`; // of no concern to them
  assertEquals(await findDataset("glyphs", { highwayData }), { name: "glyphs" });
  assertEquals(await findDataset("textures", { highwayData }), { name: "textures" });
  await assertRejects(
    () => findDataset("cifar10" as DatasetName, { highwayData }),
    RangeError,
    '"cifar10", did you mean "cifar100"? it must be one of mnist, cifar100, glyphs, textures',
  );
  await assertRejects(
    () => findDataset("imagenet" as DatasetName, { highwayData }),
    RangeError,
    'Cannot find data set "imagenet": it must be one of mnist',
  );
});

Deno.test("findDataset() ends with the signal's reason, not with a stand-in", async () => {
  await using folder = new TemporaryFolder();
  const signal = AbortSignal.abort(new Error("Interrupted"));
  const error = await assertRejects(() =>
    findDataset("mnist", options(folder, { highwayData: "", signal }))
  );
  assert(error.message === "Interrupted", error.message);
});
