/** Losses over samples, variance-reduced losses and the variational free energy. @packageDocumentation */
export { BCELoss, type BCELossOptions } from "./elementwise/bce.ts";
export { BCEWithLogitsLoss, type BCEWithLogitsLossOptions } from "./elementwise/bce-with-logits.ts";
export { BCEWithLogitsLossVR } from "./variance-reduced/bce-with-logits-vr.ts";
export { CrossEntropyLoss, type CrossEntropyLossOptions } from "./classification/cross-entropy.ts";
export { CrossEntropyLossVR } from "./variance-reduced/cross-entropy-vr.ts";
export { FocalLoss, type FocalLossOptions, type FocalTask } from "./classification/focal.ts";
export { type FreeEnergyTerms, VariationalFreeEnergy, VariationalFreeEnergy as NegativeELBO, type VariationalFreeEnergyOptions } from "./elbo/variational-free-energy.ts"; // prettier-ignore
export { L1Loss } from "./elementwise/l1.ts";
export { MSELoss } from "./elementwise/mse.ts";
export { MSELossVR } from "./variance-reduced/mse-vr.ts";
export { NLLLoss, type NLLLossOptions } from "./classification/nll.ts";
export { type OutputMoments, VarianceReducedLoss } from "./variance-reduced/variance-reduced-loss.ts";
export type { PriorValues } from "./elbo/prior.ts";
export { SampledLoss, type SampledLossOptions } from "./samples/sampled-loss.ts";
