/** The part of a folder of data sets that belongs to one of them. */
export interface Place {
  /** The folder or archive that holds it. */
  readonly path?: string;
  /** Entries found instead, each a clause of a notice. */
  readonly problems: readonly string[];
  /** Whether something there may not be read, so that nothing can be put there either. */
  readonly closed?: boolean;
}

/** Names in a folder but for hidden ones, sorted; none where there is no folder. */
export async function entriesOf(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.map(({ name }) => name).filter((name) => !name.startsWith(".")).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw unreadable(folder, error);
  }
}

/** Whether there is a file that can be opened. */
export async function isFile(path: string): Promise<boolean> {
  try {
    if (!(await Deno.stat(path)).isFile) return false;
    (await Deno.open(path)).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw unreadable(path, error);
  }
}

/** A file or folder that is there and cannot be read; the message is a clause. */
class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}

/** The result of `locate`, or the entry that cannot be read. */
export async function closedIfUnreadable(locate: () => Promise<Place>): Promise<Place> {
  try {
    return await locate();
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return { problems: [error.message], closed: true };
  }
}

function unreadable(path: string, error: unknown): UnreadableError {
  const reason = error instanceof Error ? error.message.split(/ \(os error|: /)[0] : String(error);
  return new UnreadableError(`${JSON.stringify(path)} cannot be read (${reason})`, {
    cause: error,
  });
}

/** Names in quotation marks, the first few of them. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name)).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
