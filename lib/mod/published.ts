/**
 * The report's numbers, read off its curves and figures.
 *
 * @module
 */
export {
  publishedFor as forDataset,
  publishedGradientNorms as gradientNorms,
  publishedLesions as lesions,
  publishedLosses as losses,
  publishedMeanActivations as meanActivations,
  publishedSpreads as spreads,
} from "../sections/published.ts";
