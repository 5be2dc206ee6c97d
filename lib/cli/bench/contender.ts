import type { Examples } from "../../data/dataset.ts";
import type { Engine } from "../../engines/engine.ts";
import { initialize } from "../../models/initialize.ts";
import type { DenseSpec } from "../../models/network_spec.ts";

/** Images in a batch, as in the report. */
export const BATCH = 128;

/** Something that trains networks, to be compared with others. */
export interface Contender {
  readonly name: string;
  /** What it is, with versions and threads. */
  readonly description: string;
  /** Gets a network ready. */
  load(spec: DenseSpec): Promise<void>;
  /** Takes some steps; resolves to the milliseconds that one took. */
  measure(): Promise<number>;
  close(): Promise<void>;
}

/** An engine of this project; a measurement takes `steps` steps. */
export function contend(
  name: string,
  engine: Engine,
  { examples, steps }: { examples: Examples; steps: number },
): Contender {
  const rows = Uint32Array.from({ length: steps * BATCH }, (_, i) => (i * 7919) % examples.count);
  const options = {
    batchSize: BATCH,
    learningRates: new Float32Array(steps).fill(0.001),
    momentum: 0.9,
  };
  let network: Awaited<ReturnType<Engine["load"]>>;
  return {
    name,
    description: engine.description,
    async load(spec) {
      network?.dispose();
      network = await engine.load(spec, initialize(spec, { seed: 1 }));
    },
    async measure() {
      const start = performance.now();
      await network.trainEpoch(examples, rows, options);
      return (performance.now() - start) / steps;
    },
    close: () => engine.close(),
  };
}
