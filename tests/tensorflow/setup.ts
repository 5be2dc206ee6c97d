/**
 * Installs TensorFlow where `deno task gpu --install` cannot download it: builds the addon of
 * `npm:@tensorflow/tfjs-node-gpu` from its own sources, against the C library inside PyPI's
 * `tensorflow-cpu`, in data/tensorflow. TensorFlow computes on the CPU then. For tests on Debian,
 * x86-64, with Node; what else is missing is installed with apt-get. Takes half a minute, once.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../lib/engines/tfjs/backend.ts";
import { addonPath, tensorflowFolder } from "../../lib/engines/tfjs/tensorflow.ts";
import { succeeds } from "../_succeeds.ts";

/** The package is made for 2.9.1; this is the next whose wheel has the C library in a file. */
const wheel = "tensorflow-cpu==2.12.1";

/** The package, with the addon's sources. */
const sources = fileURLToPath(new URL("../", import.meta.resolve("@tensorflow/tfjs-node-gpu")));
/** Where the addon is built. */
const folder = `${tensorflowFolder}.part`;

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** Runs a program, showing what it writes; resolves to its standard output. */
async function run(program: string, args: string[]): Promise<string> {
  const { code, stdout } = await new Deno.Command(program, {
    args,
    cwd: folder,
    stderr: "inherit",
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (code !== 0) throw new Error(`Cannot run ${program} ${args[0]}: exit code ${code}\n${text}`);
  return text.trim();
}

async function installTools(nodeFolder: string): Promise<void> {
  const packages: Record<string, boolean> = {
    "g++": await succeeds("g++", "--version"),
    "make": await succeeds("make", "--version"),
    "python3-pip": await succeeds("python3", "-m", "pip", "--version"),
    "libnode-dev": await exists(join(nodeFolder, "include/node/node_api.h")),
  };
  const missing = Object.keys(packages).filter((name) => !packages[name]);
  if (missing.length === 0) return;
  await run("apt-get", ["update", "-qq"]);
  await run("apt-get", ["install", "-y", "-qq", ...missing]);
}

/** TensorFlow's C library and headers, laid out as binding.gyp wants them. */
async function fetchTensorflow(): Promise<void> {
  const download = await Deno.makeTempDir();
  try {
    // The wheel's Python need not be ours: only its C parts are taken.
    const platform = ["--python-version", "3.11", "--platform", "manylinux2014_x86_64"];
    const options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--dest", download];
    await run("python3", ["-m", "pip", "download", ...platform, ...options, wheel]);
    const unzip = `
import glob, sys, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0])
wanted = ("tensorflow/include/", "tensorflow/libtensorflow")
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])`;
    await run("python3", ["-c", unzip, download, join(folder, "deps")]);
  } finally {
    await Deno.remove(download, { recursive: true });
  }
  const deps = join(folder, "deps");
  await Deno.symlink("tensorflow", join(deps, "lib"));
  await Deno.symlink("tensorflow/include", join(deps, "include"));
  await Deno.symlink("libtensorflow_cc.so.2", join(deps, "lib/libtensorflow.so"));
  await Deno.symlink("libtensorflow_framework.so.2", join(deps, "lib/libtensorflow_framework.so"));
}

async function buildAddon(nodeFolder: string): Promise<void> {
  await run("cp", ["-r", join(sources, "binding"), join(sources, "binding.gyp"), folder]);
  const addon = join(folder, addonPath);
  await run("npx", [
    ...["-y", "node-gyp@11.5.0", "rebuild", "--silent", `--nodedir=${nodeFolder}`],
    ...["--module_name=tfjs_binding", "--napi_build_version=8", `--module_path=${dirname(addon)}`],
  ]);
}

if (Deno.build.target !== "x86_64-unknown-linux-gnu") {
  throw new Error(`Cannot set TensorFlow up: needs Linux on x86-64, received ${Deno.build.target}`);
}
if (!await exists(join(tensorflowFolder, addonPath))) {
  await Deno.remove(folder, { recursive: true }).catch(() => {}); // one that was killed left it
  await Deno.mkdir(folder);
  try {
    const nodeFolder = dirname(dirname(await run("node", ["-p", "process.execPath"])));
    await installTools(nodeFolder);
    await fetchTensorflow();
    await buildAddon(nodeFolder);
    for (const name of ["binding", "binding.gyp", "build"]) {
      await Deno.remove(join(folder, name), { recursive: true });
    }
    await Deno.remove(tensorflowFolder, { recursive: true }).catch(() => {}); // none is there
    await Deno.rename(folder, tensorflowFolder);
  } finally {
    await Deno.remove(folder, { recursive: true }).catch(() => {}); // gone if it was renamed
  }
}
const { device } = await startBackend("tensorflow");
console.log(`${device.description}, in ${tensorflowFolder}`);
