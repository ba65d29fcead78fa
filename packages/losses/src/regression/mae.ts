import type { Tensor } from "@tensorflow/tfjs-core";
import type { TensorTree } from "../reduction/tensor-tree.ts";
import { checkElementwise, type ElementwiseOptions } from "./elementwise.ts";
import { l1Loss } from "./l1.ts";

/** The mean absolute error: {@link l1Loss}, which also takes an `axis` to average over, under the name of brainpy.losses. */
export class MAELoss {
  readonly options: ElementwiseOptions;

  constructor(options: ElementwiseOptions = {}) {
    this.options = checkElementwise("MAELoss", options);
  }

  forward(input: TensorTree, target: TensorTree): Tensor {
    return l1Loss(input, target, this.options);
  }
}
