import { type Browser, chromium } from "playwright-core";

/** Debian's Chromium, if it is there. */
async function findChromium(): Promise<string | undefined> {
  const found = await new Deno.Command("sh", { args: ["-c", "command -v chromium"] }).output();
  const path = new TextDecoder().decode(found.stdout).trim();
  return path === "" ? undefined : path;
}

const path = Deno.build.os === "linux" ? await findChromium() : undefined;

/** Why tests in a browser are ignored, to stand in their names; undefined if they are not. */
export const noChromium = path === undefined ? "no Chromium" : undefined;

/** Starts a browser without a window, which is slow on a busy machine. */
export async function openChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: path,
    args: ["--no-sandbox"], // CI runs as root
    timeout: 120_000,
  });
}
