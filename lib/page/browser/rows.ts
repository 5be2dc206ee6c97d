/// <reference lib="dom" />
import type { PageData } from "../model.ts";
import { find } from "./dom.ts";

/** The page's data, which stand in it as gzip in Base64. */
export const data: PageData = await new Response(
  (await fetch(`data:;base64,${find("#data").textContent}`)).body!
    .pipeThrough(new DecompressionStream("gzip")),
).json();

/** A row of a chart's data. */
export type Row = Record<string, unknown>;
