import { join } from "node:path";
import type { DataFrame } from "nodejs-polars";
import { readFrame } from "../frame.ts";
import { digestOf, runName } from "../train/experiment.ts";
import type { Run } from "../train/record.ts";
import {
  DamageError,
  type FileLimits,
  readSealed,
  removeFolder,
  writeSealed,
} from "../train/sealed_folder.ts";

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
  /**
   * @param folder For what is measured; it need not be there yet.
   * @param records A second folder that is only read, and after the first.
   */
  constructor(readonly folder: string, readonly records?: string) {}

  /** What was stored of this run, else what `measure` gives, which is then stored. */
  async frame(
    run: Run,
    measurement: Measurement,
    measure: () => Promise<DataFrame>,
  ): Promise<DataFrame> {
    const name = measurementName(run, measurement);
    for (const folder of [this.folder, ...(this.records ? [this.records] : [])]) {
      try {
        const files = readSealed(join(folder, name), frameFiles);
        if (files) return readFrame(files[FRAME], MAX_ROWS);
      } catch (error) {
        if (!(error instanceof DamageError)) throw error; // else it is measured anew
      }
    }
    const bytes = (await measure()).writeParquet();
    const scratch = join(this.folder, `.${crypto.randomUUID()}`);
    await Deno.mkdir(scratch, { recursive: true });
    try {
      await writeSealed(join(this.folder, name), { [FRAME]: bytes }, scratch);
    } finally {
      await removeFolder(scratch);
    }
    return readFrame(bytes, MAX_ROWS);
  }
}

const FRAME = "frame.parquet";

/** Rows of a frame at most: of the deepest net that can be made, unit by unit. */
const MAX_ROWS = 2 ** 24;

/** The file of what was measured, and the most bytes that it may have. */
export const frameFiles: FileLimits = { [FRAME]: 2 ** 30 };

/** What the names of all measurements of a training begin with; trained anew, it has another one. */
export function measurementsOf({ question, provenance }: Run): string {
  const trained = provenance.sessions.at(-1)?.ended;
  return `${runName(question)}-${digestOf({ version, trained })}-`;
}

function measurementName(run: Run, { kind, settings }: Measurement): string {
  return `${measurementsOf(run)}${kind}-${digestOf(settings)}`;
}
