import pl, { type DataFrame } from "nodejs-polars";

/**
 * Frames of the same keys, concatenated key by key; a key that some parts lack has those of the
 * others.
 */
export function stacked<Frames extends object>(parts: readonly Frames[]): Frames {
  const [first] = parts;
  if (pl.DataFrame.isDataFrame(first)) {
    return pl.concat(parts as unknown as DataFrame[]) as unknown as Frames;
  }
  if (Array.isArray(first)) return parts.flat() as unknown as Frames;
  const keyed = parts as readonly Readonly<Record<string, object | undefined>>[];
  const keys = new Set(keyed.flatMap((part) => Object.keys(part)));
  return Object.fromEntries([...keys].map((key) => {
    const own = keyed.map((part) => part[key]).filter((value) => value !== undefined);
    return [key, own.length > 0 ? stacked(own) : undefined];
  })) as Frames;
}
