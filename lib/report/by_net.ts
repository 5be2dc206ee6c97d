import pl, { type DataFrame } from "nodejs-polars";

/**
 * Concatenates frames of several nets of your own, with their names in a first column `net`.
 *
 * @param measured Frames with the same columns, by net name.
 * @throws {RangeError} If there are none, or their columns differ.
 *
 * @example
 * ```ts
 * import pl from "nodejs-polars";
 * import { byNet } from "./by_net.ts";
 *
 * const losses = byNet({
 *   plain: pl.DataFrame({ loss: [2.3] }),
 *   highway: pl.DataFrame({ loss: [0.1] }),
 * });
 * console.log(losses.toRecords()); // [{ net: "plain", loss: 2.3 }, { net: "highway", loss: 0.1 }]
 * ```
 */
export function byNet(measured: Readonly<Record<string, DataFrame>>): DataFrame {
  const nets = Object.entries(measured);
  const [first] = nets;
  const other = nets.find(([, { columns }]) => String(columns) !== String(first[1].columns));
  if (nets.length === 0 || other) {
    throw new RangeError(
      "Cannot concatenate nets: expected frames of the same columns, received " +
        (other ? `"${first[1].columns}" and "${other[1].columns}"` : "none"),
    );
  }
  return pl.concat(
    nets.map(([net, frame]) => frame.select(pl.lit(net).alias("net"), ...frame.columns)),
  );
}
