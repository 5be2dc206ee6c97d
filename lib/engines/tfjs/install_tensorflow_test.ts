import { createHash } from "node:crypto";
import { join } from "node:path";
import { assertEquals, assertRejects } from "../../testing/assert.ts";
import { installTensorflow } from "./install_tensorflow.ts";
import { addonPath, tensorflowFolder } from "./tensorflow.ts";

const isSupported = Deno.build.target === "x86_64-unknown-linux-gnu";
const isInstalled = await Deno.stat(tensorflowFolder).then(() => true, () => false);

/** A gzipped tar archive of a folder. */
async function pack(folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const { stdout } = await new Deno.Command("tar", { args: ["-czC", folder, "."] }).output();
  return stdout;
}

/** A gzipped tar archive with one small file. */
async function packFile(path: string, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(folder, path, ".."), { recursive: true });
    await Deno.writeTextFile(join(folder, path), text);
    return await pack(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A server's archives, 404 for others, and the digest of the library's. */
interface Served {
  readonly addon?: Uint8Array<ArrayBuffer>;
  readonly library?: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function install(folder: string, { addon, library, sha256 }: Served): Promise<void> {
  const archives: Record<string, Uint8Array<ArrayBuffer> | undefined> = {
    "/tf-builds/pre-built-binary/napi-v8/4.22.0/GPU-linux-4.22.0.tar.gz": addon,
    "/tensorflow/libtensorflow/libtensorflow-gpu-linux-x86_64-2.9.1.tar.gz": library,
  };
  const server = Deno.serve({ port: 0, onListen() {} }, ({ url }) => {
    const archive = archives[new URL(url).pathname];
    return archive ? new Response(archive) : new Response("no such file", { status: 404 });
  });
  try {
    await installTensorflow({ folder, host: `http://127.0.0.1:${server.addr.port}`, sha256 });
  } finally {
    await server.shutdown();
  }
}

Deno.test({
  name: "installTensorflow() reports a failure, and keeps the older installation",
  ignore: !isSupported,
  async fn() {
    const parent = await Deno.makeTempDir();
    const folder = join(parent, "tensorflow");
    await Deno.mkdir(folder);
    await Deno.writeTextFile(join(folder, "before"), "");
    const addon = await packFile("napi-v8/tfjs_binding.node", "no addon");
    const library = await packFile("lib/libtensorflow.so.2", "no library");
    const failures: [Omit<Served, "sha256">, string][] = [
      [{ library }, 'Cannot download "GPU-linux-4.22.0.tar.gz": 127.0.0.1:'],
      [{ addon }, 'Cannot download "libtensorflow-gpu-linux-x86_64-2.9.1.tar.gz": 127.0.0.1:'],
      [{ addon: addon.slice(0, 40), library }, 'Cannot unpack "GPU-linux-4.22.0.tar.gz": '],
      [{ addon, library: addon }, "its SHA-256 must be "],
      [{ addon, library }, "Cannot load TensorFlow: "],
    ];
    for (const [archives, message] of failures) {
      const served = { ...archives, sha256: sha256(library) };
      await assertRejects(() => install(folder, served), Error, message);
      assertEquals(Array.from(Deno.readDirSync(parent), ({ name }) => name), ["tensorflow"]);
      assertEquals(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["before"]);
    }
    await Deno.remove(parent, { recursive: true });
  },
});

Deno.test({
  name: `installTensorflow() installs what starts${isInstalled ? "" : " (none to be had)"}`,
  ignore: !isInstalled,
  async fn() {
    const parent = await Deno.makeTempDir();
    const [folder, links] = [join(parent, "tensorflow"), join(parent, "links")];
    await Deno.mkdir(links);
    await Deno.symlink(join(tensorflowFolder, "deps", "lib"), join(links, "lib")); // it is large
    const addon = await pack(join(tensorflowFolder, "lib"));
    const library = await pack(links);
    await install(folder, { addon, library, sha256: sha256(library) });
    const names = Array.from(Deno.readDirSync(parent), ({ name }) => name);
    assertEquals(names.sort(), ["links", "tensorflow"]);
    await Deno.stat(join(folder, addonPath));
    await Deno.remove(parent, { recursive: true });
  },
});
