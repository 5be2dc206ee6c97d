import type { Dataset } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import type { FrameStore } from "../store/frame_store.ts";
import type { Profile } from "./profile.ts";

/** Length of experiments, and their seeds. */
export interface Setting {
  /** Decides epochs and numbers of images. */
  readonly profile: Profile;
  /** Each experiment is run once per seed. */
  readonly seeds: readonly number[];
}

/** Everything that measuring runs needs. */
export interface Context {
  /** Decides how much is measured. */
  readonly profile: Profile;
  /** Runs the networks. */
  readonly engine: Engine;
  /** Sections that show one data set take the first. */
  readonly datasets: readonly Dataset[];
  /** Numbers of images for activations and gates, and for lesions (defaults to all). */
  readonly settings: { readonly samples: number; readonly lesionSamples?: number };
  /**
   * Store of measurements.
   *
   * @internal
   */
  readonly frames?: FrameStore;
}
