/** Representations of one output by MIME type; front ends show the richest they know. */
export type MimeBundle = object;

interface DisplayOptions {
  readonly raw: true;
  readonly update: boolean;
  readonly display_id?: string;
}

/** What Deno's kernel adds to `Deno`. */
interface Kernel {
  display(bundle: MimeBundle, options: DisplayOptions): Promise<void>;
}

/**
 * Shows a MIME bundle below the notebook cell that awaits it.
 *
 * @param place Where it has been shown before with the same `id`, it is replaced if `update`.
 * @throws {Error} If this is not run by Deno's Jupyter kernel.
 */
export async function display(
  bundle: MimeBundle,
  place?: { readonly id: string; readonly update: boolean },
): Promise<void> {
  const kernel = (Deno as unknown as { jupyter: Kernel }).jupyter; // throws outside of the kernel
  await kernel.display(bundle, {
    raw: true,
    update: place?.update ?? false,
    display_id: place?.id,
  });
  // The kernel may report idle before it has sent what the cell shows, which front ends then lose.
  await new Promise((resolve) => setTimeout(resolve, 50));
}
