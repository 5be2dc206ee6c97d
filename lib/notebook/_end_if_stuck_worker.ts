/**
 * The worker of {@linkcode endIfStuck}: each message, a tenth of the limit in milliseconds, is a sign
 * of life.
 *
 * @module
 */
let missed = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function count(tenth: number): void {
  missed++;
  if (missed <= 10) return;
  const message = `This process has not reacted for ${tenth / 100} s, so it is ended\n`;
  Deno.stderr.writeSync(new TextEncoder().encode(message));
  Deno.kill(Deno.pid, "SIGKILL"); // Deno.exit() would end the worker only
}

self.addEventListener("message", (event) => {
  const { data: tenth } = event as MessageEvent<number>;
  missed = 0;
  timer ??= setInterval(() => count(tenth), tenth);
});
