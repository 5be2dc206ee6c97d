/** The condition of {@linkcode trains} in words. */
export const trainsWhen = "a loss below 90 % of ln(classes), that of a guess";

/** Whether a net with this final cross-entropy (nats) has trained; a diverged net has not. */
export function trains(loss: number, classes: number): boolean {
  return loss < 0.9 * Math.log(classes);
}

/** A final loss, infinite if the net diverged (NaN or either infinity). */
export function finalLoss(loss: number): number {
  return Number.isFinite(loss) ? loss : Infinity;
}
