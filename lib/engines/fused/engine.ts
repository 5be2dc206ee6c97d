import { checkOptions } from "../../check_options.ts";
import type { NetworkSpec } from "../../models/network_spec.ts";
import type { Parameters } from "../../models/parameters.ts";
import type { Engine } from "../engine.ts";
import { FusedNetwork } from "./network.ts";
import { Runtime } from "./runtime.ts";
import { checkThreads } from "./threads.ts";

/** Settings of {@linkcode createFusedEngine}. */
export interface FusedOptions {
  /** Workers to share a batch; defaults to the number of cores. */
  readonly threads?: number;
  /**
   * Who multiplies matrices: a native BLAS by its path, "off" for WebAssembly, or "auto" for the
   * faster of WebAssembly and a BLAS that is found. Defaults to the environment's HIGHWAY_BLAS, or
   * else to "auto".
   */
  readonly blas?: string;
}

/**
 * The fast engine for dense nets on a CPU: whole epochs in WebAssembly on all cores.
 *
 * Equal seeds give equal bits for the same number of threads and the same matrix product.
 *
 * @throws {TypeError} If an option is unknown.
 * @throws {RangeError} If that is not a number of threads that it starts.
 * @throws {Error} If the BLAS that was asked for cannot be used.
 */
export async function createFusedEngine(options: FusedOptions = {}): Promise<Engine> {
  checkOptions("createFusedEngine()", options, { threads: "optional", blas: "optional" });
  const { threads = navigator.hardwareConcurrency, blas = blasOfEnvironment() } = options;
  checkThreads(threads);
  const runtime = await Runtime.start({ threads, blas });
  return {
    family: "fused",
    description: `fused engine, ${runtime.blas.description}, ${threads} thread${
      threads === 1 ? "" : "s"
    }`,
    rejected: runtime.blas.rejected,
    threads,
    blas: runtime.blas.description,
    async load(spec: NetworkSpec, parameters: Parameters, velocity?: Parameters) {
      if (spec.architecture === "convolutional") {
        throw new TypeError(
          "Cannot load a convolutional net: the fused engine runs plain and highway nets, " +
            'engine "tfjs" runs all',
        );
      }
      return await FusedNetwork.load(spec, { parameters, velocity }, runtime);
    },
    close: () => runtime.close(),
  };
}

function blasOfEnvironment(): string {
  const readable = Deno.permissions.querySync({ name: "env", variable: "HIGHWAY_BLAS" });
  return readable.state === "granted" && Deno.env.get("HIGHWAY_BLAS") || "auto";
}
