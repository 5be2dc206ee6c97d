import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

/**
 * The page's style and script, with Vega in it.
 *
 * @throws {Error} If the script cannot be bundled.
 */
export async function pageParts(): Promise<{ style: string; script: string }> {
  const [style, script] = await Promise.all([
    Deno.readTextFile(join(here, "style.css")),
    bundle(join(here, "browser", "main.ts")),
  ]);
  return { style, script };
}

async function bundle(entry: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "browser", "--minify", entry],
    cwd: here,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`Cannot bundle the page's script: ${text(stderr)}`);
  return text(stdout);
}
