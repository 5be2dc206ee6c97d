import type { Examples } from "../../data/dataset.ts";
import type { DenseSpec } from "../../models/network_spec.ts";
import { checkRows } from "../check_rows.ts";
import type { Evaluation } from "../engine.ts";
import type { Layout } from "./layout.ts";
import type { Runtime } from "./runtime.ts";
import {
  JOB_SIZE,
  type JobField,
  jobFields,
  type JobStructure,
  TALLY_SIZE,
  writeStructure,
} from "./structures.ts";
import type { Call } from "./worker.ts";

/** A network in shared memory. */
export interface Loaded {
  readonly spec: DenseSpec;
  readonly layout: Layout;
  readonly address: number;
}

/** A request to all workers; what it allocates is freed with it. */
export class Job implements Disposable {
  readonly #runtime: Runtime;
  readonly #network: Loaded;
  readonly #allocated: number[] = [];
  readonly #address: number;
  readonly #tallies: number;
  #fields: JobStructure;

  constructor(runtime: Runtime, network: Loaded) {
    this.#runtime = runtime;
    this.#network = network;
    const { threads } = runtime;
    const { spec, layout, address } = network;
    this.#address = this.allocate(JOB_SIZE);
    this.#tallies = this.allocate(threads * spec.depth * TALLY_SIZE);
    this.#fields = {
      threads,
      depth: spec.depth,
      classes: spec.classes,
      layers: address,
      parameters: layout.places.length,
      workspace: runtime.scratch("activations", threads * layout.workspaceSize),
      workspaceSize: layout.workspaceSize,
      input: layout.input,
      inputStride: layout.inputStride,
      outputGradient: layout.outputGradient,
      outputGradientStride: layout.outputGradientStride,
      scratch: layout.scratch,
      tallies: this.#tallies,
    };
  }

  /** Memory for as long as the job lasts. */
  allocate(size: number): number {
    const address = this.#runtime.memory.allocate(size);
    this.#allocated.push(address);
    return address;
  }

  /** Sets fields of the job. */
  set(fields: JobStructure): void {
    this.#fields = { ...this.#fields, ...fields };
  }

  /** Sets what the job is about. */
  setRows(examples: Examples, rows: Uint32Array): void {
    const { spec } = this.#network;
    checkRows(examples, rows, spec);
    const label = rows.reduce((largest, row) => Math.max(largest, examples.labels[row]), 0);
    if (label >= spec.classes) {
      throw new RangeError(
        `Cannot run the network: it has ${spec.classes} classes, a label is ${label}`,
      );
    }
    const pixels = this.#runtime.upload(examples.pixels);
    const labels = this.#runtime.upload(examples.labels);
    const address = this.allocate(4 * rows.length);
    this.#runtime.memory.integers(address, rows.length).set(rows);
    this.set({ pixels, labels, pixelsPerRow: examples.size, rows: address, rowCount: rows.length });
  }

  /** Sets what a backward pass needs, and whether it keeps norms and the sum of gradients. */
  setGradients({ norms }: { norms: boolean }): void {
    const { threads } = this.#runtime;
    const { places, gradientsSize } = this.#network.layout;
    this.set({
      gradients: this.#runtime.scratch("gradients", threads * gradientsSize),
      gradientsSize,
      gradientSum: norms ? this.allocate(gradientsSize) : 0,
      gradientNorms: Number(norms),
      normSums: this.allocate(8 * places.length),
      squares: this.allocate(8 * threads * places.length),
    });
  }

  async run(name: Call["name"]): Promise<void> {
    writeStructure(this.#runtime.memory.view(this.#address, JOB_SIZE), jobFields, this.#fields);
    await this.#runtime.run({ name, job: this.#address });
  }

  /** A field as it was set. */
  field(field: JobField): number {
    return this.#fields[field] ?? 0;
  }

  /** A field as the workers left it. */
  read(field: JobField): number {
    const offset = 4 * jobFields.indexOf(field);
    return this.#runtime.memory.view(this.#address + offset, 4).getUint32(0, true);
  }

  /** Means over `count` examples, of the intact net (0) or after a lesion of layer `lesion` + 1. */
  evaluation(count: number, lesion = 0): Evaluation {
    const { threads } = this.#runtime;
    const { depth } = this.#network.spec;
    let [loss, correct] = [0, 0];
    for (let thread = 0; thread < threads; thread++) {
      const address = this.#tallies + TALLY_SIZE * (thread * depth + lesion);
      const tally = this.#runtime.memory.doubles(address, 2);
      loss += tally[0];
      correct += tally[1];
    }
    return { loss: loss / count, accuracy: correct / count };
  }

  [Symbol.dispose](): void {
    for (const address of this.#allocated) this.#runtime.memory.free(address);
  }
}
