/**
 * Data files that someone made to do harm: sizes that no file has, little files that unpack to
 * much, archives whose names and links lead elsewhere.
 *
 * @module
 */
import { createHash } from "node:crypto";
import {
  cifar100Records,
  classNames,
  gzip,
  idx,
  serve,
  TemporaryFolder,
} from "../../lib/data/_fixtures.ts";
import { readCifar100 } from "../../lib/data/cifar100.ts";
import { fetchCifar100 } from "../../lib/data/fetch_cifar100.ts";
import { readIdx } from "../../lib/data/idx.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "../../lib/testing/assert.ts";
import { testFaults } from "./_faults.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

testFaults("IDX headers with impossible sizes", async (attempt) => {
  await using folder = new TemporaryFolder();
  const sizes = [
    [2 ** 32 - 1, 28, 28], // −1 for who reads it signed
    [28, 2 ** 32 - 28, 28],
    [2 ** 31, 2, 1], // products that are 0 modulo 2^32,
    [2 ** 16, 2 ** 16, 1],
    [2 ** 31, 2 ** 31, 4], // modulo 2^64,
    [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1],
    [2 ** 31, 2 ** 31 + 1, 2], // not 0, but small,
    [65_537, 65_537, 1], // what the file has modulo 2^32
    [641, 6_700_417, 24], // (2^32 + 1) * 24: just the 24 pixels that follow
    [0, 28, 28],
    [28, 0, 28],
    [28, 28, 0],
    [2 ** 28 - 15, 1, 1], // a byte more than is allowed
    [25, 1, 1],
    [23, 1, 1],
  ];
  for (const format of ["plain", "gzipped"]) {
    for (const [count, height, width] of sizes) {
      const file = `${count} x ${height} x ${width}`;
      await attempt(`${file}, ${format}`, async () => {
        const content = idx(2051, [count, height, width], Array(24).fill(1));
        const path = folder.write(file, format === "plain" ? content : gzip(content));
        const error = await assertRejects(() => readIdx(path, "images"));
        assert(error instanceof SyntaxError || error instanceof RangeError, `${error}`);
        assertStringIncludes(error.message, JSON.stringify(path));
      });
    }
    for (const count of [0, 23, 25, 2 ** 31, 2 ** 32 - 24, 2 ** 32 - 1]) {
      await attempt(`${count} labels, ${format}`, async () => {
        const content = idx(2049, [count], Array(24).fill(1));
        const path = folder.write("labels", format === "plain" ? content : gzip(content));
        const error = await assertRejects(() => readIdx(path, "labels"));
        assert(error instanceof SyntaxError || error instanceof RangeError, `${error}`);
        assertStringIncludes(error.message, JSON.stringify(path));
      });
    }
  }
});

/** What stands in the header of a tar entry. */
interface Header {
  readonly name: string;
  /** The field itself: octal digits, or anything else. */
  readonly size: string | Uint8Array;
  /** "0" file, "1" hard link, "2" symbolic link, "3" device, "5" folder, "x" pax, "L" long name. */
  readonly type?: string;
  readonly link?: string;
}

function tarHeader({ name, size, type = "0", link = "" }: Header): Uint8Array {
  const header = new Uint8Array(512);
  header.set(bytes(name).subarray(0, 100));
  for (const at of [100, 108, 116]) header.set(bytes("0000644\0"), at); // mode, owner, group
  header.set(typeof size === "string" ? bytes(size) : size, 124);
  header.set(bytes("00000000000\0        "), 136);
  header.set(bytes(type), 156);
  header.set(bytes(link).subarray(0, 100), 157);
  header.set(bytes("ustar\x0000"), 257);
  const sum = header.reduce((sum, byte) => sum + byte, 0);
  header.set(bytes(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  return header;
}

/** A whole entry. */
function tarEntry(header: Omit<Header, "size">, content: string | Uint8Array = ""): Uint8Array {
  const data = typeof content === "string" ? bytes(content) : content;
  const size = `${data.length.toString(8).padStart(11, "0")}\0`;
  return joined(tarHeader({ ...header, size }), data, new Uint8Array(-data.length & 511));
}

const counts = { "train.bin": 3, "test.bin": 2 };
const train = cifar100Records([5, 99, 0]);
const entries = {
  train: tarEntry({ name: "cifar-100-binary/train.bin" }, train),
  test: tarEntry({ name: "cifar-100-binary/test.bin" }, cifar100Records([42, 7])),
  fine: tarEntry({ name: "cifar-100-binary/fine_label_names.txt" }, classNames),
  coarse: tarEntry({ name: "cifar-100-binary/coarse_label_names.txt" }, "aquatic_mammals"),
};
const end = new Uint8Array(1024);
const withoutTrain = joined(entries.test, entries.fine, entries.coarse);

/** A gzip file of 272 MiB of zeros, each MiB a member of its own; its last checksum is wrong. */
const zeros = (() => {
  const member = gzip(new Uint8Array(2 ** 20));
  const members = joined(...Array(272).fill(member));
  members[members.length - 8] ^= 1; // who unpacks everything before he refuses finds this
  return members;
})();

testFaults("Files that unpack to too much", async (attempt) => {
  await using folder = new TemporaryFolder();
  const huge = "02100000000\0"; // 272 MiB
  const bombs: Record<string, [start: Uint8Array, read: (path: string) => Promise<unknown>]> = {
    "images": [idx(2051, [1, 28, 28], []), (path) => readIdx(path, "images")],
    "labels": [idx(2049, [1000], []), (path) => readIdx(path, "labels")],
    "neither": [new Uint8Array(0), (path) => readIdx(path, "images")],
  };
  const starts: Record<string, Uint8Array> = {
    "an archive of zeros": new Uint8Array(0),
    "an archive that goes on after its end": joined(withoutTrain, entries.train, end),
    "another file first": tarHeader({ name: "file.txt~", size: huge }),
    "train.bin": tarHeader({ name: "cifar-100-binary/train.bin", size: huge }),
    "class names": tarHeader({ name: "c/fine_label_names.txt", size: huge }),
    "a pax header": tarHeader({ name: "pax", type: "x", size: huge }),
    "a global pax header": tarHeader({ name: "pax", type: "g", size: huge }),
    "a long name": tarHeader({ name: "././@LongLink", type: "L", size: huge }),
    "a folder": tarHeader({ name: "cifar-100-binary/", type: "5", size: huge }),
    "a link": tarHeader({ name: "c/train.bin", type: "2", link: "x", size: huge }),
  };
  for (const [name, start] of Object.entries(starts)) {
    bombs[name] = [start, (path) => readCifar100(path, counts)];
  }
  for (const [name, [start, read]] of Object.entries(bombs)) {
    await attempt(name, async () => {
      const path = folder.write("bomb.gz", joined(gzip(start), zeros));
      const error = await assertRejects(() => read(path));
      assert(error instanceof SyntaxError || error instanceof RangeError, `${error}`);
      assertStringIncludes(error.message, JSON.stringify(path).slice(0, -1));
      assertMatch(error.message, /^Cannot (?!unpack|.*Cannot)/);
    });
  }
  const sparse: Record<string, (path: string) => Promise<unknown>> = {
    "images": (path) => readIdx(path, "images"),
    "cifar/train.bin": () => readCifar100(`${folder.path}/cifar`, counts),
    "cifar/fine_label_names.txt": () => readCifar100(`${folder.path}/cifar`, counts),
  };
  for (const [name, read] of Object.entries(sparse)) {
    await attempt(`${name} of 1 TiB, all hole`, async () => {
      const path = folder.write(name, "");
      await Deno.truncate(path, 2 ** 40);
      const error = await assertRejects(() => read(path));
      assert(error instanceof SyntaxError || error instanceof RangeError, `${error}`);
      assertStringIncludes(error.message, JSON.stringify(path));
      await Deno.remove(path);
    });
  }
});

/** A pax header that sets one thing of the entry that follows. */
function pax(key: string, value: string): Uint8Array {
  const rest = ` ${key}=${value}\n`;
  const digits = `${rest.length + `${rest.length}`.length}`.length;
  return tarEntry({ name: "pax", type: "x" }, `${rest.length + digits}${rest}`);
}

const base256 = (...low: number[]) =>
  Uint8Array.from([0x80, ...Array(11 - low.length).fill(0), ...low]);

testFaults("Archives with impossible sizes", async (attempt) => {
  await using folder = new TemporaryFolder();
  const sizes: Record<string, string | Uint8Array> = {
    "8 GiB less one": "77777777777\0",
    "2^53": base256(0x20, 0, 0, 0, 0, 0, 0),
    "2^64 + 9222": base256(1, 0, 0, 0, 0, 0, 0, 0x24, 0x06),
    "2^88 - 1": Uint8Array.from([0x80, ...Array(11).fill(255)]),
    "-1": new Uint8Array(12).fill(255),
    "-9222": Uint8Array.from([...Array(10).fill(255), 0xdb, 0xfa]),
    "-1 in octal": "-0000000001\0",
    "no digits": "ninethousand",
    "nothing": new Uint8Array(12),
    "a byte less than there is": "00000022005\0",
    "a byte more than there is": "00000022007\0",
  };
  const rest = joined(train, new Uint8Array(-train.length & 511), withoutTrain, end);
  const good = tarHeader({ name: "c/train.bin", size: "00000022006\0" });
  await readCifar100(folder.write("good.tar.gz", gzip(joined(good, rest))), counts);
  for (const [name, size] of Object.entries(sizes)) {
    await attempt(name, async () => {
      const header = tarHeader({ name: "c/train.bin", size });
      const path = folder.write("a.tar.gz", gzip(joined(header, rest)));
      const error = await assertRejects(() => readCifar100(path, counts));
      assertStringIncludes(error.message, JSON.stringify(path).slice(0, -1));
    });
  }
  for (const size of ["-1", "1e300", "9007199254740993", "NaN", "0x2406"]) {
    await attempt(`pax, ${size}`, async () => {
      const start = joined(pax("size", size), entries.train);
      const path = folder.write("a.tar.gz", gzip(joined(start, withoutTrain, end)));
      const error = await assertRejects(() => readCifar100(path, counts));
      assertStringIncludes(error.message, JSON.stringify(path).slice(0, -1));
    });
  }
});

testFaults("Archives with names and links that lead elsewhere", async (attempt) => {
  const outside = "outside/train.bin";
  const evil = (root: string): Record<string, [first: Uint8Array, isWhole?: boolean]> => ({
    "../ in the name of another file": [
      joined(tarEntry({ name: "../../outside/train.bin~" }, "evil"), entries.train),
      true,
    ],
    "../ in the name of train.bin": [tarEntry({ name: "../../outside/train.bin" }, train), true],
    "../ by a pax header": [joined(pax("path", "../../outside/train.bin"), entries.train), true],
    "../ by a long name": [
      joined(
        tarEntry({ name: "././@LongLink", type: "L" }, `${"../".repeat(50)}outside/train.bin\0`),
        entries.train,
      ),
      true,
    ],
    "an absolute name": [tarEntry({ name: `${root}/${outside}` }, train), true],
    "a name with backslashes": [tarEntry({ name: "..\\..\\outside\\train.bin" }, train)],
    "a name that ends before its end": [tarEntry({ name: "train.bin\0/../x" }, train), true],
    "the name ..": [joined(tarEntry({ name: ".." }, "evil"), entries.train), true],
    "no name": [joined(tarEntry({ name: "" }, "evil"), entries.train), true],
    "a symbolic link for train.bin": [
      tarEntry({ name: "c/train.bin", type: "2", link: `${root}/${outside}` }),
    ],
    "a hard link for train.bin": [
      tarEntry({ name: "c/train.bin", type: "1", link: `../../${outside}` }),
    ],
    "a symbolic link, then train.bin": [
      joined(
        tarEntry({ name: "cifar-100-binary/train.bin", type: "2", link: `${root}/${outside}` }),
        entries.train,
      ),
      true,
    ],
    "a hard link, then train.bin": [
      joined(
        tarEntry({ name: "cifar-100-binary/train.bin", type: "1", link: `${root}/${outside}` }),
        entries.train,
      ),
      true,
    ],
    "a folder that is a link": [
      joined(
        tarEntry({ name: "cifar-100-binary", type: "2", link: `${root}/outside` }),
        entries.train,
      ),
      true,
    ],
    "a device for train.bin": [tarEntry({ name: "c/train.bin", type: "3" })],
    "a pipe for train.bin": [tarEntry({ name: "c/train.bin", type: "6" })],
    "a folder for train.bin": [tarEntry({ name: "c/train.bin/", type: "5" })],
    "train.bin twice": [joined(entries.train, entries.train)],
    "train.bin twice, once elsewhere": [
      joined(entries.train, tarEntry({ name: "../train.bin" }, train)),
    ],
  });
  for (const name of Object.keys(evil(""))) {
    await attempt(name, async () => {
      await using folder = new TemporaryFolder();
      folder.write(outside, "not yours");
      const [first, isWhole] = evil(folder.path)[name];
      const archive = gzip(joined(first, withoutTrain, end));
      await using server = serve(() => new Response(archive as Uint8Array<ArrayBuffer>));
      const md5 = createHash("md5").update(archive).digest("hex");
      const dataFolder = `${folder.path}/project/data`;
      const before = folder.list();
      const path = await fetchCifar100(dataFolder, { mirrors: [server.address], md5 });
      const read = () => readCifar100(path, counts);
      if (isWhole) assertEquals([...(await read()).train.labels], [5, 99, 0]);
      else await assertRejects(read, Error, "it must hold ");
      assertEquals(folder.list(), [
        ...before,
        "project/",
        "project/data/",
        "project/data/cifar-100-binary.tar.gz",
      ]);
      assertEquals(await Deno.readTextFile(`${folder.path}/${outside}`), "not yours");
    });
  }
});
