/**
 * Where the report does not add up, computed from frames of a section's runs;
 * {@linkcode Study.discrepancies} shows them.
 *
 * @module
 */
export {
  depthDiscrepancies as depth,
  gateDiscrepancies as gates,
  gradientDiscrepancies as gradients,
  lesionDiscrepancies as lesions,
  spreadDiscrepancies as spread,
} from "../sections/discrepancies.ts";
export { allDiscrepancies as all } from "../report/evidence.ts";
