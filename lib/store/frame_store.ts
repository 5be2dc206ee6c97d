import { join } from "node:path";
import type { DataFrame } from "nodejs-polars";
import { readFrame } from "../frame.ts";
import { digestOf, runName } from "./run_key.ts";
import type { Run } from "./record.ts";
import type { OnNotice } from "./run_store.ts";
import { DamageError, type FileLimits, readFolder, writeFolder } from "./atomic_folder.ts";

/** What is measured in a run's network. */
export interface Measurement {
  /** For example "activations". */
  readonly kind: string;
  /** How, as far as that is not always the same: for example over how many images. */
  readonly settings: object;
}

/** Raised by a change that alters what is measured by more than rounding. */
const version = 1;

/**
 * Frames of what was measured in runs' networks, so that no network need be run again to draw a
 * figure once more, to the same byte, on whatever machine.
 */
export class FrameStore {
  readonly #complained = new Set<string>();

  /**
   * @param folder For what is measured; it need not be there yet.
   * @param records A second folder that is only read, and after the first.
   * @param onNotice Told once of each folder that cannot be read or written: nothing is lost by that
   * but the time to measure again.
   */
  constructor(
    readonly folder: string,
    readonly records?: string,
    readonly onNotice: OnNotice = () => {},
  ) {}

  /** The stored frame of this run, else the one of `measure`, which is stored if that is possible. */
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
        if (error instanceof DamageError) continue; // it is measured anew
        this.#complain(`Cannot read what was measured in "${folder}"`, error);
      }
    }
    const bytes = (await measure()).writeParquet();
    try {
      await writeFolder(join(this.folder, name), { [FRAME]: bytes });
    } catch (error) {
      this.#complain("What was measured is not kept", error);
    }
    return readFrame(bytes, MAX_ROWS);
  }

  #complain(what: string, error: unknown): void {
    if (this.#complained.has(what)) return;
    this.#complained.add(what);
    this.onNotice(`${what}: ${(error as Error).message}`);
  }
}

const FRAME = "frame.parquet";

/** Rows of a frame at most: of the deepest net that can be made, unit by unit. */
const MAX_ROWS = 2 ** 24;

/** The file of what was measured, and the most bytes that it may have. */
export const frameFiles: FileLimits = { [FRAME]: 2 ** 30 };

/** What the names of all measurements of a training begin with; trained anew, it has another one. */
export function measurementsOf(run: Run): string {
  const trained = run.provenance.sessions.at(-1)?.ended;
  return `${runName(run)}-${digestOf({ version, trained })}-`;
}

function measurementName(run: Run, { kind, settings }: Measurement): string {
  return `${measurementsOf(run)}${kind}-${digestOf(settings)}`;
}
