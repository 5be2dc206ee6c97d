/** Representations of one output by MIME type. Front ends show the richest they support. */
export type MimeBundle = object;

/** The part of `Deno.jupyter` that is used. */
interface Kernel {
  broadcast(type: "display_data" | "update_display_data", content: object): Promise<void>;
}

export interface DisplayOptions {
  /** By MIME type, for example an alternative text. */
  readonly metadata?: object;
  /** Identifies the output; `update` replaces the earlier output of that `id`. */
  readonly place?: { readonly id: string; readonly update: boolean };
}

/**
 * Shows a MIME bundle below the notebook cell that awaits it.
 *
 * @throws {Error} Outside of Deno's Jupyter kernel.
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
  // The kernel may report idle before it has sent the output, which front ends then lose.
  await new Promise((resolve) => setTimeout(resolve, 50));
}
