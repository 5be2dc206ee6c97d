import { type BlasChoice, chooseBlas } from "./choose_blas.ts";
import { findWrongProduct } from "./compare_products.ts";
import { SharedMemory } from "./memory.ts";
import { instantiate, loadModule } from "./module.ts";
import { Pool } from "./pool.ts";
import type { Product } from "./products.ts";
import { jobFields } from "./structures.ts";
import type { Call } from "./worker.ts";

/** How long the end of a job is waited for at most, in milliseconds; a block takes some ten. */
const PATIENCE = 1000;

const STOP = 4 * jobFields.indexOf("stop");

/** What the networks of an engine share: memory, workers, and taking turns. */
export class Runtime {
  readonly memory = new SharedMemory();
  readonly #pool: Pool;
  /** Addresses of pixels and labels that are in memory, for as long as their owner keeps them. */
  readonly #uploads = new WeakMap<Uint8Array, number>();
  readonly #collected = new FinalizationRegistry<number>((address) => this.memory.free(address));
  readonly #scratch = new Map<"activations" | "gradients", { address: number; size: number }>();
  #lastTurn: Promise<unknown> = Promise.resolve();
  #runningJob?: number;
  readonly #busyCount: Int32Array;
  readonly #module: WebAssembly.Module;
  /** Products of the BLAS that were found right. */
  readonly #checked = new Set<string>();

  private constructor(
    readonly threads: number,
    readonly blas: BlasChoice,
    module: WebAssembly.Module,
  ) {
    this.#module = module;
    const busy = this.memory.allocate(4);
    this.#busyCount = new Int32Array(this.memory.memory.buffer, busy, 1);
    this.#pool = new Pool(threads, { module, memory: this.memory.memory, busy, blas: blas.path });
    addEventListener("unload", this.#stop);
  }

  static async start({ threads, blas }: { threads: number; blas: string }): Promise<Runtime> {
    const module = await loadModule();
    return new Runtime(threads, await chooseBlas(blas), module);
  }

  /**
   * Compares products of the BLAS with WebAssembly's, each once.
   *
   * @throws {Error} If one is wrong.
   */
  checkProducts(products: readonly Product[]): void {
    const { path: blas, description } = this.blas;
    const unchecked = products.filter((product) => !this.#checked.has(JSON.stringify(product)));
    if (blas === undefined || unchecked.length === 0) return;
    const [tested, reference] = [blas, undefined].map((blas) =>
      instantiate(this.#module, this.memory.memory, { blas, flushing: true }).product
    );
    const wrong = findWrongProduct(unchecked, { tested, reference }, this.memory);
    if (wrong !== undefined) {
      throw new Error(
        `Cannot run the network with ${description}: ${wrong}; HIGHWAY_BLAS=off does without it`,
      );
    }
    for (const product of unchecked) this.#checked.add(JSON.stringify(product));
  }

  /** Runs `task` when all earlier ones have ended: workers do one thing at a time. */
  async inTurn<T>(task: () => T | Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(task);
    this.#lastTurn = turn.catch(() => {});
    return await turn;
  }

  /** Runs a job on all workers. */
  async run(call: Call): Promise<void> {
    this.#runningJob = call.job;
    Atomics.add(this.#busyCount, 0, this.threads);
    try {
      await this.#pool.call(call);
    } finally {
      this.#runningJob = undefined;
    }
  }

  /** Address of a copy of pixels or labels in shared memory; bytes are copied once. */
  upload(bytes: Uint8Array): number {
    const known = this.#uploads.get(bytes);
    if (known !== undefined) return known;
    const address = this.memory.allocate(bytes.length + 4); // pixels are read in fours
    this.memory.bytes(address, bytes.length).set(bytes);
    this.#uploads.set(bytes, address);
    this.#collected.register(bytes, address);
    return address;
  }

  /** Memory of at least `size` bytes that keeps nothing from one turn to the next. */
  scratch(purpose: "activations" | "gradients", size: number): number {
    const held = this.#scratch.get(purpose);
    if (held && held.size >= size) return held.address;
    if (held) this.memory.free(held.address);
    this.#scratch.delete(purpose);
    const address = this.memory.allocate(size);
    this.#scratch.set(purpose, { address, size });
    return address;
  }

  /** Ends what is running, and the workers. */
  async close(): Promise<void> {
    removeEventListener("unload", this.#stop);
    this.#stop();
    await this.#pool.close();
  }

  /** Ends the job that is running: a BLAS must not be in use when the process unloads it. */
  readonly #stop = () => {
    if (this.#runningJob === undefined) return;
    this.memory.view(this.#runningJob + STOP, 4).setUint32(0, 1, true);
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const busy = Atomics.load(this.#busyCount, 0);
      const left = deadline - performance.now();
      if (busy === 0 || left < 0) return;
      Atomics.wait(this.#busyCount, 0, busy, left);
    }
  };
}
