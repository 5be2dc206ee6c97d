/** Representations of one output by MIME type; front ends show the richest they know. */
export type MimeBundle = object;

/** What Deno's kernel adds to `Deno`. */
interface Kernel {
  broadcast(type: "display_data" | "update_display_data", content: object): Promise<void>;
}

export interface DisplayOptions {
  /** Of the output, by MIME type: an alternative text. */
  readonly metadata?: object;
  /** Where it has been shown before with the same `id`, it is replaced if `update`. */
  readonly place?: { readonly id: string; readonly update: boolean };
}

/**
 * Shows a MIME bundle below the notebook cell that awaits it.
 *
 * @throws {Error} If this is not run by Deno's Jupyter kernel.
 */
export async function display(
  data: MimeBundle,
  { metadata = {}, place }: DisplayOptions = {},
): Promise<void> {
  const kernel = (Deno as unknown as { jupyter: Kernel }).jupyter; // throws outside of the kernel
  // Not display(), which sends no metadata.
  await kernel.broadcast(place?.update ? "update_display_data" : "display_data", {
    data,
    metadata,
    transient: { display_id: place?.id },
  });
  // The kernel may report idle before it has sent what the cell shows, which front ends then lose.
  await new Promise((resolve) => setTimeout(resolve, 50));
}
