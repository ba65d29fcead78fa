import type { Kernel } from "../kernel.ts";
import { adamStep } from "./adam-step.ts";
import { cheaper } from "./cheaper.ts";
import { convolutions } from "./convolution.ts";
import { indexings } from "./indexing.ts";
import { normRows, normRowsGradient } from "./norm-rows.ts";
import { pickedLogSoftmax, pickedSlope } from "./picked-log-softmax.ts";
import { pools } from "./pooling.ts";
import { products } from "./products.ts";
import { reductions } from "./reductions.ts";
import { convSequences } from "./sequence-convolution.ts";

/** What the native engine refuses or does in another way than the others. */
export const nativeKernels: readonly Kernel[] = [
  adamStep,
  ...cheaper,
  ...convolutions,
  ...convSequences,
  ...indexings,
  normRows,
  normRowsGradient,
  pickedLogSoftmax,
  pickedSlope,
  ...pools,
  ...products,
  ...reductions,
];
