import { basename, dirname, join } from "node:path";
import { download, type DownloadOptions } from "../../data/download.ts";
import { checkFileDigest } from "../../data/file_digest.ts";
import { addonPath, tensorflowFolder } from "./tensorflow.ts";

/** Host of both archives. */
export const tensorflowHost = "https://storage.googleapis.com/";

/** Of the library's archive, from its Bazel rules; none is published for the addon's. */
const librarySha256 = "20c46f761d5905f592c4eac0812e8e50d9cb439f9440a9391912cf4c02ed8be8";

export interface InstallOptions extends Pick<DownloadOptions, "signal" | "onProgress"> {
  /** Defaults to {@linkcode tensorflowFolder}, from which the engine loads it. */
  readonly folder?: string;
  /** Defaults to {@linkcode tensorflowHost}. */
  readonly host?: string;
  /** Of the library's archive; defaults to the published one's. */
  readonly sha256?: string;
}

/**
 * Installs TensorFlow 2.9.1 for GPUs and the addon that calls it, as the install script of
 * `npm:@tensorflow/tfjs-node-gpu` 4.22 does, but in a folder of this project. The folder appears, or
 * is replaced, once a process of its own has loaded the download.
 *
 * @throws {Error} If it does not run on this machine, or an archive is unavailable or wrong.
 */
export async function installTensorflow(
  {
    folder = tensorflowFolder,
    host = tensorflowHost,
    sha256 = librarySha256,
    ...options
  }: InstallOptions,
): Promise<void> {
  if (Deno.build.target !== "x86_64-unknown-linux-gnu") {
    throw new Error(
      `Cannot install TensorFlow for GPUs: it needs Linux on x86-64, this is ${Deno.build.target}`,
    );
  }
  const archives = [
    {
      path: "tf-builds/pre-built-binary/napi-v8/4.22.0/GPU-linux-4.22.0.tar.gz",
      maxBytes: 50 * 2 ** 20,
      into: dirname(dirname(addonPath)),
    },
    {
      path: "tensorflow/libtensorflow/libtensorflow-gpu-linux-x86_64-2.9.1.tar.gz",
      maxBytes: 2 ** 30,
      sha256,
      into: "deps",
    },
  ];
  const parent = dirname(folder);
  const staged = `${folder}.part`;
  await Deno.remove(staged, { recursive: true }).catch(() => {}); // left by a killed process
  try {
    for (const { path, maxBytes, sha256, into } of archives) {
      const archive = join(parent, basename(path));
      const verify = async (path: string) => {
        if (sha256) await checkFileDigest(path, "sha256", sha256);
      };
      await download([host.replace(/\/?$/, "/") + path], archive, { ...options, maxBytes, verify });
      try {
        await unpack(archive, join(staged, into));
      } finally {
        await Deno.remove(archive);
      }
    }
    options.signal?.throwIfAborted();
    await checkLoads(staged);
    await Deno.remove(folder, { recursive: true }).catch(() => {}); // there is none
    await Deno.rename(staged, folder);
  } finally {
    await Deno.remove(staged, { recursive: true }).catch(() => {}); // gone if it was renamed
  }
}

/** Unpacks links too, and any size. */
async function unpack(archive: string, folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const { success, stderr } = await new Deno.Command("tar", {
    args: ["-xzf", archive, "-C", folder],
    stdout: "null",
  }).output();
  if (success) return;
  const [reason] = new TextDecoder().decode(stderr).split("\n");
  throw new Error(`Cannot unpack ${JSON.stringify(basename(archive))}: ${reason}`);
}

/** Loads the library in a process of its own. */
async function checkLoads(folder: string): Promise<void> {
  const module = JSON.stringify(import.meta.resolve("./tensorflow.ts"));
  const code = `import { startTensorflow } from ${module};
    try {
      await startTensorflow(${JSON.stringify(folder)});
    } catch ({ message, cause }) {
      console.log((cause?.message ?? message).split("\\n")[0]);
      Deno.exit(1);
    }`;
  const { success, stdout, signal } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    cwd: new URL("../../..", import.meta.url), // its deno.json names the package
    stderr: "null",
  }).output();
  if (success) return;
  const reason = new TextDecoder().decode(stdout).trim().split("\n").at(-1);
  throw new Error(`Cannot load TensorFlow: ${signal ?? reason}`);
}
