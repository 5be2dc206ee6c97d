import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../", import.meta.url));

/** Runs Deno, in the project or in `cwd`, and returns what it prints, without colours. */
export async function deno(
  args: readonly string[],
  { cwd = project, env }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}
