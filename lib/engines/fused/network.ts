import type { Examples } from "../../data/dataset.ts";
import type { DenseSpec } from "../../models/network_spec.ts";
import { checkParameters, type Parameters } from "../../models/parameters.ts";
import { checkEpoch } from "../check_epoch.ts";
import type {
  EpochOptions,
  EpochResult,
  Evaluation,
  GradientNorm,
  Network,
  Trace,
} from "../engine.ts";
import { Job, type Loaded } from "./job.ts";
import { layOut, type Place } from "./layout.ts";
import { productsOf } from "./products.ts";
import type { Runtime } from "./runtime.ts";
import { BLOCK, LAYER_SIZE, layerFields, writeStructure } from "./structures.ts";

/** A network in the fused engine's shared memory. */
export class FusedNetwork implements Network, Loaded {
  readonly layout;
  readonly address: number;
  readonly #runtime: Runtime;
  #disposed = false;

  private constructor(readonly spec: DenseSpec, runtime: Runtime) {
    this.layout = layOut(spec);
    this.address = runtime.memory.allocate(this.layout.networkSize);
    this.#runtime = runtime;
  }

  static async load(
    spec: DenseSpec,
    { parameters, velocity }: { parameters: Parameters; velocity?: Parameters },
    runtime: Runtime,
  ): Promise<FusedNetwork> {
    checkParameters(spec, parameters);
    if (velocity) checkParameters(spec, velocity);
    // Full blocks and a remainder.
    runtime.checkProducts(productsOf(spec, [BLOCK, 61]));
    const network = new FusedNetwork(spec, runtime);
    const { layout, address } = network;
    for (const [index, layer] of layout.layers.entries()) {
      const { weights, transposed, velocity } = layer;
      const view = runtime.memory.view(address + index * LAYER_SIZE, LAYER_SIZE);
      writeStructure(view, layerFields, {
        ...layer,
        weights: address + weights,
        velocity: address + velocity,
        transposed: transposed && address + transposed,
      });
    }
    network.#write(parameters, (place) => address + place.weights);
    if (velocity) network.#write(velocity, (place) => address + place.velocity);
    await network.#job((job) => job.run("transpose"));
    return network;
  }

  async trainEpoch(
    examples: Examples,
    rows: Uint32Array,
    options: EpochOptions,
  ): Promise<EpochResult> {
    checkEpoch(rows.length, options);
    const { batchSize, learningRates, momentum, clipNorm, gradientNorms = false } = options;
    for (const setting of ["nesterov", "weightDecay", "biasRate"] as const) {
      if (options[setting] !== undefined) {
        throw new TypeError(
          `Cannot train with ${setting}: the fused engine has momentum and clipping only, ` +
            'engine "tfjs" has all',
        );
      }
    }
    return await this.#job(async (job) => {
      job.setRows(examples, rows);
      job.setGradients({ norms: gradientNorms });
      const rates = job.allocate(4 * learningRates.length);
      this.#runtime.memory.floats(rates, learningRates.length).set(learningRates);
      job.set({ batchSize, rates, momentum, clipNorm });
      await job.run("trainEpoch");
      const steps = job.read("steps");
      return {
        ...job.evaluation(job.read("seen")),
        steps,
        ...(gradientNorms && { gradientNorms: this.#norms(job, steps) }),
      };
    });
  }

  evaluate(examples: Examples, rows: Uint32Array): Promise<Evaluation> {
    return this.#job(async (job) => {
      job.setRows(examples, rows);
      await job.run("evaluate");
      return job.evaluation(rows.length);
    });
  }

  async evaluateLesions(examples: Examples, rows: Uint32Array): Promise<Evaluation[]> {
    if (this.spec.architecture !== "highway") {
      throw new TypeError("Cannot lesion a plain net: only highway layers can carry their input");
    }
    return await this.#job(async (job) => {
      job.setRows(examples, rows);
      await job.run("evaluateLesions");
      return Array.from(
        { length: this.spec.depth - 1 },
        (_, index) => job.evaluation(rows.length, index + 1),
      );
    });
  }

  trace(examples: Examples, rows: Uint32Array): Promise<Trace> {
    const { classes, width } = this.spec;
    const make = (units: number) => new Float32Array(rows.length * units);
    const layers = this.layout.layers.slice(0, -1);
    const trace = {
      outputs: layers.map(() => make(width)),
      gates: layers.filter(({ gated }) => gated).map(() => make(width)),
      logits: make(classes),
    };
    return this.#job(async (job) => {
      job.setRows(examples, rows);
      const size = BLOCK * this.#runtime.threads;
      const firstRow = job.field("rows");
      for (let start = 0; start < rows.length; start += size) {
        const rowCount = Math.min(size, rows.length - start);
        job.set({ rows: firstRow + 4 * start, rowCount });
        await job.run("trace");
        for (let block = 0; block * BLOCK < rowCount; block++) {
          const from = start + block * BLOCK;
          this.#copyBlock(trace, block, from, Math.min(rows.length, from + BLOCK));
        }
      }
      return trace;
    });
  }

  gradients(
    examples: Examples,
    rows: Uint32Array,
  ): Promise<{ loss: number; gradients: Parameters }> {
    return this.#job(async (job) => {
      job.setRows(examples, rows);
      job.setGradients({ norms: true });
      await job.run("gradients");
      const { loss } = job.evaluation(rows.length);
      return { loss, gradients: this.#gradientSum(job) };
    });
  }

  parameters(): Promise<Parameters> {
    return this.#inTurn(() => this.#read((place) => this.address + place.weights));
  }

  velocity(): Promise<Parameters> {
    return this.#inTurn(() => this.#read((place) => this.address + place.velocity));
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#runtime.inTurn(() => this.#runtime.memory.free(this.address));
  }

  /** Copies the outputs, gates and logits of rows [from, to) from a thread's workspace. */
  #copyBlock(trace: Trace, thread: number, from: number, to: number): void {
    const workspace = this.#runtime.scratch("activations", 0) + thread * this.layout.workspaceSize;
    const copy = (target: Float32Array, address: number, units: number, stride: number) => {
      const source = this.#runtime.memory.floats(workspace + address, (to - from) * stride);
      for (let row = 0; row < to - from; row++) {
        target.set(source.subarray(row * stride, row * stride + units), (from + row) * units);
      }
    };
    const { layers } = this.layout;
    for (const [index, { gated, output, outputStride, units, ...layer }] of layers.entries()) {
      copy(trace.outputs[index] ?? trace.logits, output, units, outputStride);
      if (!gated) continue;
      const gate = layer.product + 2 * layer.columns;
      copy(trace.gates[index - 1], gate, units, layer.productStride);
    }
  }

  #gradientSum(job: Job): Parameters {
    return this.#read((place) => job.field("gradientSum") + place.gradient);
  }

  #norms(job: Job, steps: number): GradientNorm[] {
    const sums = this.#gradientSum(job);
    const { places } = this.layout;
    const normSums = this.#runtime.memory.doubles(job.field("normSums"), places.length);
    return places.map(({ info }, index) => ({
      parameter: info.name,
      meanNorm: normSums[index] / steps,
      normOfMean: Math.sqrt(sums[info.name].values.reduce((sum, g) => sum + g * g, 0)) / steps,
    }));
  }

  /** Copies to matrices laid out as the weights. */
  #write(parameters: Parameters, addressOf: (place: Place) => number): void {
    for (const place of this.layout.places) {
      const { info, rows, columns, stride } = place;
      const { values } = parameters[info.name];
      const matrix = this.#runtime.memory.floats(addressOf(place), (rows - 1) * stride + columns);
      for (let row = 0; row < rows; row++) {
        matrix.set(values.subarray(row * columns, (row + 1) * columns), row * stride);
      }
    }
  }

  /** Copies matrices laid out as the weights. */
  #read(addressOf: (place: Place) => number): Parameters {
    return Object.fromEntries(this.layout.places.map((place) => {
      const { info, rows, columns, stride } = place;
      const matrix = this.#runtime.memory.floats(addressOf(place), (rows - 1) * stride + columns);
      const values = new Float32Array(rows * columns);
      for (let row = 0; row < rows; row++) {
        values.set(matrix.subarray(row * stride, row * stride + columns), row * columns);
      }
      return [info.name, { shape: info.shape, values }];
    }));
  }

  #job<T>(use: (job: Job) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      using job = new Job(this.#runtime, this);
      return await use(job);
    });
  }

  #inTurn<T>(task: () => T | Promise<T>): Promise<T> {
    if (this.#disposed) return Promise.reject(new Error("The network was disposed of"));
    return this.#runtime.inTurn(task);
  }
}
