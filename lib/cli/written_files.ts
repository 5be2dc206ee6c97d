import { join, relative } from "node:path";

async function* walk(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    if (isDirectory) yield* walk(join(folder, name));
    else if (isFile) yield join(folder, name);
  }
}

/** Files below `folder` that were written at or after `time` (ms since 1970), sorted. */
export async function filesSince(time: number, folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const path of walk(folder)) {
    const { mtime } = await Deno.stat(path);
    // Some file systems keep whole seconds.
    if (mtime && mtime.getTime() >= Math.floor(time / 1000) * 1000) {
      files.push(relative(folder, path));
    }
  }
  return files.sort();
}
