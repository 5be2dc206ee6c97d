/** What counts as training, in words. */
export const trainsWhen = "a loss below 90 % of ln(classes), that of a guess";

/** Whether a net that ended with this mean cross-entropy (nats) trains; one that diverged does not. */
export function trains(loss: number, classes: number): boolean {
  return loss < 0.9 * Math.log(classes);
}

/** A final loss to put down: infinite where the net diverged, however it did. */
export function finalLoss(loss: number): number {
  return Number.isFinite(loss) ? loss : Infinity;
}
