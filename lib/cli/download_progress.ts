import type { DownloadProgress } from "../data/download.ts";
import type { Terminal } from "./terminal.ts";

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Shows a bar for a file in download, and a line for a complete one. */
export function showProgress(
  terminal: Terminal,
  { file, received, total }: DownloadProgress,
): void {
  if (total === undefined) return terminal.status(`${file} ${megabytes(received)}`);
  if (received === total) return terminal.print(`${file}: ${megabytes(total)} downloaded\n`);
  const bar = "#".repeat(Math.floor(received / total * 24)).padEnd(24, "-");
  terminal.status(`${file} [${bar}] ${megabytes(received)} of ${megabytes(total)}`);
}
