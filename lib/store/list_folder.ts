/**
 * Files and folders in a folder, hidden ones too; empty if there is no such folder.
 *
 * @throws {Error} If it cannot be read.
 */
export function listFolder(path: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(path)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Names of folders and links in a folder, except hidden ones. */
export function foldersIn(path: string): string[] {
  return listFolder(path).filter(({ name, isFile }) => !isFile && !name.startsWith("."))
    .map(({ name }) => name);
}
