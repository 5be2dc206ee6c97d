import type { Dataset } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import type { FrameStore } from "../store/frame_store.ts";
import type { Profile } from "./profile.ts";

/** How long experiments are, and with which seeds they are run. */
export interface Setting {
  /** How long, and on how many images. */
  readonly profile: Profile;
  /** Each experiment is there once for each of them. */
  readonly seeds: readonly number[];
}

/** What runs are looked into with. */
export interface Context {
  /** How much is measured. */
  readonly profile: Profile;
  /** Runs the networks. */
  readonly engine: Engine;
  /** The first is that of sections that show one. */
  readonly datasets: readonly Dataset[];
  /** Over how many images gates and activations are taken, and lesions; over all by default. */
  readonly settings: { readonly samples: number; readonly lesionSamples?: number };
  /**
   * Where measurements are kept, if they are.
   *
   * @internal
   */
  readonly frames?: FrameStore;
}
