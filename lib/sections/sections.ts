import { activations } from "./activations.ts";
import { clipping } from "./clipping.ts";
import { convolutional } from "./convolutional.ts";
import { deepest } from "./deepest.ts";
import { depth } from "./depth.ts";
import { gates } from "./gates.ts";
import { lesions } from "./lesions.ts";
import type { Section } from "./section.ts";
import { shallower } from "./shallower.ts";
import { variants } from "./variants.ts";

/** The sections of the report in its order, then what the papers add. */
export const allSections: readonly Section[] = [
  activations,
  clipping,
  depth,
  gates,
  lesions,
  shallower,
  variants,
  deepest,
  convolutional,
];
