/** A number with three significant digits and a real minus sign; any other value as text. */
export function brief(value: unknown): string {
  if (typeof value !== "number") return String(value ?? "");
  if (!Number.isFinite(value)) return "not finite";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 0.001 || size >= 100_000)
    ? value.toExponential(1)
    : String(Number(value.toPrecision(3)));
  return text.replaceAll("-", "−");
}
