/** Where a folder of data sets has one of them. */
export interface Located {
  /** The folder or archive that holds it; absent if there is none. */
  readonly path?: string;
  /** Entries found instead, each a clause of a notice. */
  readonly problems: readonly string[];
  /** Whether something there cannot be read, so that a download cannot be put there. */
  readonly closed?: boolean;
}

/** A file or folder exists and cannot be read; the message is a clause. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";

  /** @param error As Deno threw it. */
  constructor(path: string, error: unknown) {
    const reason = (error as Error).message.split(/ \(os error|: /)[0];
    super(`${JSON.stringify(path)} cannot be read (${reason})`, { cause: error });
  }
}

/** Sorted names in a folder without hidden ones; empty if there is no folder. */
export async function entriesOf(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.map(({ name }) => name).filter((name) => !name.startsWith(".")).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw new UnreadableError(folder, error);
  }
}

/** Whether the path is a file that can be opened. */
export async function isFile(path: string): Promise<boolean> {
  try {
    if (!(await Deno.stat(path)).isFile) return false;
    (await Deno.open(path)).close();
    return true;
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return false;
    throw new UnreadableError(path, error);
  }
}

/** The first five names, quoted. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name)).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
