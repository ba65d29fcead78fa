import type { Kernel } from "../kernel.ts";
import { adamStep } from "./adam-step.ts";
import { cheaper } from "./cheaper.ts";
import { convolutions } from "./convolution.ts";
import { indexings } from "./indexing.ts";
import { pickedLogSoftmax, pickedSlope } from "./picked-log-softmax.ts";
import { pools } from "./pooling.ts";
import { products } from "./products.ts";

/** What the native engine refuses or does in another way than the others. */
export const nativeKernels: readonly Kernel[] = [
  adamStep,
  ...cheaper,
  ...convolutions,
  ...indexings,
  pickedLogSoftmax,
  pickedSlope,
  ...pools,
  ...products,
];
