import { join, relative } from "node:path";

/** Time, size and inode of each file below a folder, by its relative path. */
export type Snapshot = ReadonlyMap<string, string>;

/** The present files below a folder; none if it does not exist. */
export async function snapshot(folder: string): Promise<Snapshot> {
  const files = new Map<string, string>();
  for await (const path of walk(folder)) {
    const { mtime, size, ino } = await Deno.stat(path);
    files.set(relative(folder, path), `${mtime?.getTime()} ${size} ${ino}`);
  }
  return files;
}

/** Sorted paths of files below a folder that have changed since a snapshot of it. */
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
