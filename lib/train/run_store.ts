import pl from "nodejs-polars";
import { join } from "node:path";
import type { GradientNorm } from "../engines/engine.ts";
import { frame } from "../frame.ts";
import { checkParameters, type Parameters } from "../models/parameters.ts";
import { decodeSafetensors, encodeSafetensors } from "../models/safetensors.ts";
import type { Experiment } from "./experiment.ts";
import type { EpochRow } from "./train.ts";

/** Where a run comes from; nothing here decides its result but for rounding. */
export interface Provenance {
  readonly engine: string;
  /** Why a faster engine was not taken. */
  readonly passedOver: readonly string[];
  /** SHA-256 of the data set's content. */
  readonly dataDigest: string;
  readonly deno: string;
  readonly finished: string;
}

/** A finished training and what is needed to look into its network. */
export interface Run {
  readonly experiment: Experiment;
  readonly history: readonly EpochRow[];
  /** After the last epoch. */
  readonly parameters: Parameters;
  readonly provenance: Provenance;
}

const historySchema = {
  epoch: "int",
  step: "int",
  loss: "float",
  accuracy: "float",
  learningRate: "float",
  seconds: "float",
  state: "string",
} as const;

const normSchema = {
  epoch: "int",
  parameter: "string",
  meanNorm: "float",
  normOfMean: "float",
} as const;

/** Runs in a folder, each in a folder of its own: readable settings, Parquet and safetensors. */
export class RunStore {
  constructor(private readonly folder: string) {}

  /**
   * The run of that name, or undefined if there is none.
   *
   * @throws {Error} If a file of it is missing or damaged.
   */
  async load(name: string): Promise<Run | undefined> {
    const folder = join(this.folder, name);
    try {
      await Deno.stat(folder);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
    try {
      return await this.#read(folder);
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new Error(`Cannot read run "${folder}", delete it to train anew: ${reason}`, { cause });
    }
  }

  async #read(folder: string): Promise<Run> {
    const path = (file: string) => join(folder, file);
    const experiment: Experiment = JSON.parse(await Deno.readTextFile(path("config.json")));
    const bytes = await Deno.readFile(path("parameters.safetensors"));
    const parameters = decodeSafetensors(bytes, path("parameters.safetensors"));
    checkParameters(experiment.network, parameters);
    const rows = pl.readParquet(path("history.parquet")).toRecords() as unknown as EpochRow[];
    return {
      experiment,
      history: experiment.training.gradientNorms
        ? withNorms(rows, pl.readParquet(path("gradient_norms.parquet")))
        : rows,
      parameters,
      provenance: JSON.parse(await Deno.readTextFile(path("provenance.json"))),
    };
  }

  /** Keeps a run; its folder appears only when it is whole. */
  async save(name: string, { experiment, history, parameters, provenance }: Run): Promise<void> {
    await Deno.mkdir(this.folder, { recursive: true });
    const folder = await Deno.makeTempDir({ dir: this.folder, prefix: ".partial-" });
    try {
      const json = (file: string, value: unknown) =>
        Deno.writeTextFile(join(folder, file), JSON.stringify(value, null, 2) + "\n");
      await json("config.json", experiment);
      await json("provenance.json", provenance);
      await Deno.writeFile(join(folder, "parameters.safetensors"), encodeSafetensors(parameters));
      frame(historySchema, history).writeParquet(join(folder, "history.parquet"));
      if (experiment.training.gradientNorms) {
        const norms = history.flatMap(({ epoch, gradientNorms }) =>
          gradientNorms!.map((norm) => ({ epoch, ...norm }))
        );
        frame(normSchema, norms).writeParquet(join(folder, "gradient_norms.parquet"));
      }
      await Deno.remove(join(this.folder, name), { recursive: true }).catch(() => {});
      await Deno.rename(folder, join(this.folder, name));
    } catch (error) {
      await Deno.remove(folder, { recursive: true });
      throw error;
    }
  }
}

/** Rows with the gradient norms that were kept beside them. */
function withNorms(rows: readonly EpochRow[], norms: pl.DataFrame): EpochRow[] {
  const byEpoch = Map.groupBy(
    norms.toRecords() as unknown as (GradientNorm & { epoch: number })[],
    ({ epoch }) => epoch,
  );
  return rows.map((row) => ({
    ...row,
    gradientNorms: byEpoch.get(row.epoch)!.map(({ epoch: _, ...norm }) => norm),
  }));
}
