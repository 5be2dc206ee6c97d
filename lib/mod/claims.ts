/**
 * The report's claims, judged by frames of a section's runs; {@linkcode Study.verdicts} shows them.
 *
 * @module
 */
export { clippingClaims as clipping } from "../sections/clipping_claims.ts";
export { convolutionalClaims as convolutional } from "../sections/convolutional_claims.ts";
export { deepestClaims as deepest } from "../sections/deepest_claims.ts";
export { depthClaims as depth } from "../sections/depth_claims.ts";
export { diagnosticClaims as diagnostics } from "../sections/diagnostic_claims.ts";
export { allClaims as all, gatherEvidence } from "../report/evidence.ts";
export { gateClaims as gates } from "../sections/gate_claims.ts";
export { lesionClaims as lesions } from "../sections/lesion_claims.ts";
export { shallowerClaims as shallower } from "../sections/shallower_claims.ts";
export { variantClaims as variants } from "../sections/variant_claims.ts";
