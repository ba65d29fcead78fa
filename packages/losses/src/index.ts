/** Every loss that is not tied to a model family, on any shape, with exact gradients. @packageDocumentation */
export { BCEWithLogitsLoss, bceWithLogits, type BceWithLogitsOptions } from "./classification/bce-with-logits.ts";
export { checkReduction, reduce, type Reduction } from "./reduction/reduction.ts";
export { CrossEntropyLoss, crossEntropy, type CrossEntropyOptions } from "./classification/cross-entropy.ts";
