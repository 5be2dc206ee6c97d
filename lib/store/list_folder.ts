/**
 * Files and folders in a folder, hidden ones too; none if there is no such folder.
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

/** Names of the folders in a folder, and of links, which may lead to some; hidden ones left out. */
export function foldersIn(path: string): string[] {
  return listFolder(path).filter(({ name, isFile }) => !isFile && !name.startsWith("."))
    .map(({ name }) => name);
}
