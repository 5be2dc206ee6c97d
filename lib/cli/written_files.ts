import { join, relative } from "node:path";

/** When each file below a folder was last written and how large it is, by its path from there. */
export type Snapshot = ReadonlyMap<string, string>;

/** What is below a folder now; nothing, if it is not there. */
export async function snapshot(folder: string): Promise<Snapshot> {
  const files = new Map<string, string>();
  for await (const path of walk(folder)) {
    const { mtime, size, ino } = await Deno.stat(path);
    files.set(relative(folder, path), `${mtime?.getTime()} ${size} ${ino}`);
  }
  return files;
}

/** Files below a folder that were written since a snapshot of it, whatever clocks say, sorted. */
export async function filesWritten(before: Snapshot, folder: string): Promise<string[]> {
  const after = await snapshot(folder);
  return [...after].filter(([path, state]) => before.get(path) !== state)
    .map(([path]) => path).sort();
}

async function* walk(folder: string): AsyncGenerator<string> {
  try {
    for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
      if (isDirectory) yield* walk(join(folder, name));
      else if (isFile) yield join(folder, name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
