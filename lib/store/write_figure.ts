import { join } from "node:path";
import type { Frame } from "../frame.ts";
import { replaceFile } from "./replace_file.ts";
import { renderPng, renderSvg } from "../figures/render.ts";
import type { FigureSpec } from "../figures/theme.ts";

/** Paths of a figure and the frame that it shows. */
export interface FigureFiles {
  readonly spec: string;
  readonly svg: string;
  readonly png: string;
  readonly frame: string;
}

/**
 * Writes a sheet as `name.vl.json`, `name.svg` and `name.png`, and the frame it shows as
 * `name.parquet`. Each file appears whole or not at all; older ones are replaced.
 *
 * @param folder Made if it does not exist.
 * @param name File name without extension.
 * @throws {RangeError} If `name` is not a plain file name.
 */
export async function writeFigure(
  folder: string,
  name: string,
  spec: FigureSpec,
  frame: Frame,
): Promise<FigureFiles> {
  if (!/^\w[\w.-]*$/.test(name)) {
    throw new RangeError(
      `Cannot write a figure: its name must be letters, digits, "_", "-" and ".", received "${name}"`,
    );
  }
  const svg = await renderSvg(spec);
  const contents = {
    spec: [`${name}.vl.json`, new TextEncoder().encode(JSON.stringify(spec, null, 2) + "\n")],
    svg: [`${name}.svg`, new TextEncoder().encode(svg)],
    png: [`${name}.png`, renderPng(svg)],
    frame: [`${name}.parquet`, frame.writeParquet()],
  } as const;
  await Deno.mkdir(folder, { recursive: true });
  const paths: [kind: string, path: string][] = [];
  for (const [kind, [file, bytes]] of Object.entries(contents)) {
    const path = join(folder, file);
    await replaceFile(path, bytes); // one after the other, up to the first failure
    paths.push([kind, path]);
  }
  return Object.fromEntries(paths) as Record<keyof FigureFiles, string>;
}
