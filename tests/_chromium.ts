/// <reference lib="dom" />
import { type Browser, chromium } from "playwright-core";

/** Debian's Chromium, if it is there. */
async function findChromium(): Promise<string | undefined> {
  const found = await new Deno.Command("sh", { args: ["-c", "command -v chromium"] }).output();
  const path = new TextDecoder().decode(found.stdout).trim();
  return path === "" ? undefined : path;
}

const path = Deno.build.os === "linux" ? await findChromium() : undefined;

/** A test in a browser; ignored, with a reason in its name, where there is none. */
export function browserTest(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({
    name: name + (path === undefined ? " (ignored: no Chromium)" : ""),
    ignore: path === undefined,
    sanitizeOps: false, // the browser's pipe
    sanitizeResources: false,
    fn,
  });
}

/** Starts a browser without a window, which is slow on a busy machine. */
export async function openChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: path,
    args: ["--no-sandbox"], // CI runs as root
    timeout: 120_000,
  });
}

/** For a page to run before its own scripts: adds up how far things move, in `shifts.sum`. */
export function watchShifts(): void {
  const shifts = { sum: 0 };
  Object.assign(globalThis, { shifts });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      shifts.sum += (entry as unknown as { value: number }).value;
    }
  }).observe({ type: "layout-shift", buffered: true });
}
