/**
 * A training that faults are tried on: small, but with all that a run can have. As a program it
 * trains in the store that its argument names, and prints a line after every epoch; after that of its
 * second argument, if there is one, it stops as by SIGSTOP.
 *
 * @module
 */
import { join } from "node:path";
import type { Engine } from "../../lib/engines/engine.ts";
import { createFusedEngine } from "../../lib/engines/fused/engine.ts";
import { highway } from "../../lib/models/network_spec.ts";
import { assert, assertEquals } from "../../lib/testing/assert.ts";
import { noiseDataset } from "../../lib/testing/random_examples.ts";
import type { Experiment } from "../../lib/train/experiment.ts";
import { runKey, runName } from "../../lib/store/run_key.ts";
import type { Run } from "../../lib/store/record.ts";
import { run, type RunOptions } from "../../lib/store/run.ts";
import { RunStore } from "../../lib/store/run_store.ts";

const dataset = noiseDataset({ shape: [4, 5, 1], count: 300 });

const experiment: Experiment = {
  network: highway({ depth: 10, width: 20, inputSize: 20, classes: 3, gateBias: -1 }),
  dataset: "glyphs",
  images: 250,
  training: {
    epochs: 30,
    batchSize: 16,
    learningRate: 0.1,
    momentum: 0.9,
    decay: { factor: 0.5, steps: 100 },
    gradientNorms: true,
  },
  seed: 1,
};

/** Trains in a store, with a checkpoint after every epoch unless asked otherwise. */
function train(folder: string, engine: Engine, options: Partial<RunOptions> = {}): Promise<Run> {
  const store = new RunStore(folder);
  return run(experiment, dataset, {
    engine,
    store,
    checkpointSeconds: 0,
    onEpoch: () => {},
    ...options,
  });
}

/** Two threads, and our own product: the same arithmetic in every process of this machine. */
function createEngine(): Promise<Engine> {
  return createFusedEngine({ threads: 2, blas: "off" });
}

/** A folder for faults, an engine, and the run that all must end in whatever happens. */
export class Trial implements AsyncDisposable {
  readonly name: string;
  readonly #expected: Run;

  private constructor(
    readonly folder: string,
    /** Where faults happen. */
    public store: string,
    readonly engine: Engine,
    expected: Run,
  ) {
    this.#expected = expected;
    this.name = runName(runKey(experiment, dataset, engine));
  }

  static async begin(): Promise<Trial> {
    const folder = await Deno.makeTempDir();
    const engine = await createEngine();
    const undisturbed = join(folder, "undisturbed");
    const expected = await train(undisturbed, engine, { checkpointSeconds: 30 });
    return new Trial(folder, join(folder, "store"), engine, expected);
  }

  get training(): string {
    return join(this.store, `${this.name}.training`);
  }

  /** The folder of the checkpoint after an epoch. */
  checkpoint(epoch: number): string {
    return join(this.training, `epoch-${String(epoch).padStart(6, "0")}`);
  }

  train(options: Partial<RunOptions> = {}): Promise<Run> {
    return train(this.store, this.engine, options);
  }

  /** Trains until so many epochs are kept. */
  async interrupt(epochs: number): Promise<void> {
    const controller = new AbortController();
    const onEpoch = ({ epoch }: { epoch: number }) => epoch === epochs && controller.abort();
    await this.train({ signal: controller.signal, onEpoch }).catch(() => {});
    assert((await this.checkpoints()).includes(epochs), `no checkpoint after epoch ${epochs}`);
  }

  /** Epochs after which there is a checkpoint, whole or not. */
  async checkpoints(): Promise<number[]> {
    const entries = await Array.fromAsync(Deno.readDir(this.training)).catch(() => []);
    return entries.flatMap(({ name }) => name.startsWith("epoch-") ? [Number(name.slice(6))] : []);
  }

  /**
   * Trains to the end from what there is, as after a crash.
   *
   * @returns The first epoch that had to be trained, and what was said about it.
   * @throws If it does not end as if nothing had happened.
   */
  async resume(engine = this.engine): Promise<{ first: number; notices: string[] }> {
    let first = Infinity;
    const notices: string[] = [];
    const resumed = await train(this.store, engine, {
      checkpointSeconds: 30,
      onEpoch: ({ epoch }) => first = Math.min(first, epoch),
      onNotice: (notice) => notices.push(notice),
    });
    this.assertExpected(resumed);
    const left = await Array.fromAsync(Deno.readDir(this.store), ({ name }) => name);
    assertEquals(left, [this.name]);
    return { first, notices };
  }

  /** Checks every bit that must not depend on when a training was stopped. */
  assertExpected(run: Run): void {
    const lasting = ({ experiment, history, parameters }: Run) => ({
      experiment,
      history: history.map((row) => ({ ...row, seconds: 0 })),
      parameters,
    });
    assertEquals(lasting(run), lasting(this.#expected));
  }

  async clear(): Promise<void> {
    await Deno.remove(this.store, { recursive: true }).catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/**
 * Starts this file as a program on a store.
 *
 * @param options.wrap A command that is given the program to run.
 * @param options.stopAfter The epoch after which it stops, until SIGCONT.
 */
export function spawnTraining(
  store: string,
  { wrap = [], stopAfter }: { wrap?: readonly string[]; stopAfter?: number } = {},
): Deno.ChildProcess {
  const program = [Deno.execPath(), "run", "-A", "--quiet", import.meta.filename!, store];
  const [command, ...args] = [...wrap, ...program, ...(stopAfter ? [`${stopAfter}`] : [])];
  return new Deno.Command(command, { args, stdout: "piped", stderr: "piped" }).spawn();
}

/** What a program wrote, and how it ended. */
export async function outcome(child: Deno.ChildProcess) {
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Reads lines until one holds `text`; false if they end before. */
export async function waitFor(
  text: string,
  reader: ReadableStreamDefaultReader<string>,
): Promise<boolean> {
  for (let seen = ""; !seen.includes(text);) {
    const { value, done } = await reader.read();
    if (done) return false;
    seen += value;
  }
  return true;
}

if (import.meta.main) {
  try {
    await train(Deno.args[0], await createEngine(), {
      onEpoch({ epoch }) {
        console.log(`epoch ${epoch}`);
        if (String(epoch) === Deno.args[1]) Deno.kill(Deno.pid, "SIGSTOP");
      },
      onNotice: console.log,
    });
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(1);
  }
  Deno.exit(0);
}
