/**
 * Locks a file or folder for this process, as long as it is open.
 *
 * @returns Whether this process has it now, and no other; undefined where there are no locks: on
 *   file systems without them, and on Windows, where nobody could read a file while it is locked.
 */
export async function tryLock(file: Deno.FsFile): Promise<boolean | undefined> {
  if (Deno.build.os === "windows") return undefined;
  try {
    return await file.tryLock(true);
  } catch {
    return undefined; // ENOLCK, ENOSYS, ENOTSUP
  }
}
