/**
 * Small files for the tests of this folder.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import tar from "tar-stream";
import { recordSize } from "./cifar100.ts";

/** A folder that is gone when its scope ends. */
export class TemporaryFolder implements AsyncDisposable {
  readonly path: string;

  /** @param prefix Of its name. */
  constructor(prefix?: string) {
    this.path = Deno.makeTempDirSync({ prefix });
  }

  /** Writes a file, folders included; returns its path. */
  write(name: string, content: Uint8Array | string): string {
    const path = `${this.path}/${name}`;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    Deno.writeFileSync(
      path,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
    return path;
  }

  /** Paths of all files and folders in it, sorted. */
  list(): string[] {
    const list = (folder: string): string[] =>
      [...Deno.readDirSync(`${this.path}/${folder}`)].flatMap(({ name, isDirectory }) =>
        isDirectory ? [`${folder}${name}/`, ...list(`${folder}${name}/`)] : [`${folder}${name}`]
      );
    return list("").sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** An IDX file: big-endian header, then values. */
export function idx(
  magic: number,
  sizes: readonly number[],
  values: readonly number[],
): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * sizes.length));
  [magic, ...sizes].forEach((value, index) => header.setUint32(4 * index, value));
  return Uint8Array.from([...new Uint8Array(header.buffer), ...values]);
}

export function gzip(content: Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(content));
}

/** CIFAR-100 records of these fine labels; pixel i of record r has red r, green i / 4, blue 7. */
export function cifar100Records(labels: readonly number[]): Uint8Array {
  const records = new Uint8Array(labels.length * recordSize);
  labels.forEach((label, row) => {
    const record = records.subarray(row * recordSize, (row + 1) * recordSize);
    record.set([label % 20, label]);
    record.fill(row, 2, 1026);
    for (let pixel = 0; pixel < 1024; pixel++) record[1026 + pixel] = pixel / 4;
    record.fill(7, 2050);
  });
  return records;
}

/** A hundred class names, one a line. */
export const classNames = Array.from({ length: 100 }, (_, index) => `class_${index}\n`).join("");

/** Names of the classes of CIFAR-100, as published. */
export const publishedClasses = `
  apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus
  butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch
  crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house
  kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple motorcycle mountain
  mouse mushroom oak orange orchid otter palm pear pickup_truck pine plain plate poppy
  porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper
  snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone
  television tiger tractor train trout tulip turtle wardrobe whale willow wolf woman worm
`.trim().split(/\s+/);

/** A gzipped tar archive. */
export async function tarGz(files: Record<string, Uint8Array | string>): Promise<Uint8Array> {
  const pack = tar.pack();
  pack.entry({ name: "cifar-100-binary/", type: "directory" });
  for (const [name, content] of Object.entries(files)) pack.entry({ name }, Buffer.from(content));
  pack.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of pack) chunks.push(chunk as Uint8Array);
  return gzip(Buffer.concat(chunks));
}

/**
 * Answers every request with `respond` on the loopback interface while its scope lasts; open
 * connections are then cut off.
 */
export function serve(respond: (request: Request) => Response | Promise<Response>) {
  const end = new AbortController();
  const options = { port: 0, hostname: "127.0.0.1", signal: end.signal, onListen() {} };
  const server = Deno.serve(options, respond);
  return {
    address: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]() {
      end.abort();
      return server.finished;
    },
  };
}

/** A file system without locks, as some network ones are, while its scope lasts. */
export function withoutLocks(): Disposable {
  const { tryLock } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.tryLock = () =>
    Promise.reject(new Error("No locks available (os error 37)"));
  return { [Symbol.dispose]: () => void (Deno.FsFile.prototype.tryLock = tryLock) };
}

/** Where the environment's `HIGHWAY_DATA` has the real data set, if it has. */
export function realData(name: "mnist" | "cifar-100-binary"): string | undefined {
  const folder = Deno.env.get("HIGHWAY_DATA");
  try {
    if (folder && Deno.statSync(`${folder}/${name}`).isDirectory) return `${folder}/${name}`;
  } catch {
    // It has not.
  }
}
