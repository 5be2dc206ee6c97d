import { join } from "node:path";
import type { DataFrame } from "nodejs-polars";
import { readFrame } from "../frame.ts";
import { digestOf, runName } from "./run_key.ts";
import type { Run } from "./record.ts";
import type { OnNotice } from "./run_store.ts";
import { DamageError, type FileLimits, readFolder, writeFolder } from "./atomic_folder.ts";

/** A measurement of a run's network. */
export interface Measurement {
  /** For example "activations". */
  readonly kind: string;
  /** Variable settings, for example the number of images. */
  readonly settings: object;
}

/** Raised by a change that alters a measurement's result by more than rounding. */
const version = 1;

/**
 * Stored measurements of runs' networks: figures are drawn again, to the same byte on any machine,
 * without running the networks.
 */
export class FrameStore {
  readonly #complained = new Set<string>();

  /**
   * @param folder For new measurements; made when needed.
   * @param records A second, read-only folder, read after the first.
   * @param onNotice Receives one warning for each folder that cannot be read or written; the cost is
   * only the time to measure again.
   */
  constructor(
    readonly folder: string,
    readonly records?: string,
    readonly onNotice: OnNotice = () => {},
  ) {}

  /** The stored frame of this run, else the one of `measure`, which is stored if possible. */
  async frame(
    run: Run,
    measurement: Measurement,
    measure: () => Promise<DataFrame>,
  ): Promise<DataFrame> {
    const name = measurementName(run, measurement);
    for (const folder of [this.folder, ...(this.records ? [this.records] : [])]) {
      try {
        const files = readFolder(join(folder, name), frameFiles);
        if (files) return readFrame(files[FRAME], MAX_ROWS);
      } catch (error) {
        if (error instanceof DamageError) continue; // measure again
        this.#complain(`Cannot read measurements in "${folder}"`, error);
      }
    }
    const bytes = (await measure()).writeParquet();
    try {
      await writeFolder(join(this.folder, name), { [FRAME]: bytes });
    } catch (error) {
      this.#complain("Cannot keep measurements", error);
    }
    return readFrame(bytes, MAX_ROWS);
  }

  #complain(failure: string, error: unknown): void {
    if (this.#complained.has(failure)) return;
    this.#complained.add(failure);
    this.onNotice(`${failure}: ${(error as Error).message}`);
  }
}

const FRAME = "frame.parquet";

/** Most rows of a frame: every unit of the deepest possible net. */
const MAX_ROWS = 2 ** 24;

/** The file of a measurement with its most bytes. */
export const frameFiles: FileLimits = { [FRAME]: 2 ** 30 };

/** Prefix of the names of all measurements of a training; it changes when the run is trained anew. */
export function measurementsOf(run: Run): string {
  const trained = run.provenance.sessions.at(-1)?.ended;
  return `${runName(run)}-${digestOf({ version, trained })}-`;
}

function measurementName(run: Run, { kind, settings }: Measurement): string {
  return `${measurementsOf(run)}${kind}-${digestOf(settings)}`;
}
