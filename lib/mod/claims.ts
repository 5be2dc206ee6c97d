/**
 * The report's claims, judged by frames of a section's runs; {@linkcode Study.verdicts} shows them.
 *
 * @module
 */
export { clippingClaims as clipping } from "../report/clipping_claims.ts";
export { convolutionalClaims as convolutional } from "../report/convolutional_claims.ts";
export { deepestClaims as deepest } from "../report/deepest_claims.ts";
export { depthClaims as depth } from "../report/depth_claims.ts";
export { diagnosticClaims as diagnostics } from "../report/diagnostic_claims.ts";
export { allClaims as all, gatherEvidence } from "../report/evidence.ts";
export { gateClaims as gates } from "../report/gate_claims.ts";
export { lesionClaims as lesions } from "../report/lesion_claims.ts";
export { shallowerClaims as shallower } from "../report/shallower_claims.ts";
export { variantClaims as variants } from "../report/variant_claims.ts";
