import * as tf from "@tensorflow/tfjs";
import type { NetworkSpec } from "../../models/network_spec.ts";
import type { Parameters } from "../../models/parameters.ts";
import type { Engine } from "../engine.ts";
import type { BackendName } from "../names.ts";
import { startBackend } from "./backend.ts";
import { TfjsNetwork } from "./network.ts";
import type { NetworkKind } from "./preference.ts";

/**
 * The readable engine: TF.js tensors and automatic differentiation on any of its backends.
 *
 * @param kind For the choice of backend "auto"; defaults to "dense".
 * @throws {Error} If the backend does not start, with a remedy.
 */
export async function createTfjsEngine(
  backend: BackendName,
  kind?: NetworkKind,
): Promise<Engine> {
  const { name, device, rejected } = await startBackend(backend, kind);
  const networks = new Set<TfjsNetwork>();
  return {
    family: "tfjs",
    description: `TF.js ${tf.version_core}, ${name} backend: ${device.description}`,
    rejected,
    load(spec: NetworkSpec, parameters: Parameters, velocity?: Parameters) {
      const network = new TfjsNetwork(spec, parameters, velocity);
      networks.add(network);
      return Promise.resolve(network);
    },
    close() {
      for (const network of networks) network.dispose();
      networks.clear();
      return Promise.resolve();
    },
  };
}
