import type { ModuleType } from "../module/build-module.ts";
import { ELU } from "./activations/elu.ts";
import { GELU } from "./activations/gelu.ts";
import { Identity } from "./activations/identity.ts";
import { LeakyReLU } from "./activations/leaky-relu.ts";
import { ReLU } from "./activations/relu.ts";
import { SELU } from "./activations/selu.ts";
import { Sigmoid } from "./activations/sigmoid.ts";
import { SiLU } from "./activations/silu.ts";
import { Softmax } from "./activations/softmax.ts";
import { Softplus } from "./activations/softplus.ts";
import { Tanh } from "./activations/tanh.ts";
import { AvgPool2d } from "./avg-pool2d.ts";
import { BatchNorm } from "./batch-norm.ts";
import { Conv1d } from "./conv1d.ts";
import { Conv2d } from "./conv2d.ts";
import { Dropout } from "./dropout.ts";
import { Embedding } from "./embedding.ts";
import { Flatten } from "./flatten.ts";
import { GlobalAvgPool2d } from "./global-avg-pool2d.ts";
import { LayerNorm } from "./layer-norm.ts";
import { Linear } from "./linear.ts";
import { MaxPool2d } from "./max-pool2d.ts";
import { Residual } from "./residual.ts";
import { Sequential } from "./sequential.ts";

/** The modules of this package, for `buildModule` and `loadModel`. */
export const nnModules: readonly ModuleType[] = [
  AvgPool2d, BatchNorm, Conv1d, Conv2d, Dropout, ELU, Embedding, Flatten, GELU, GlobalAvgPool2d, Identity, LayerNorm, LeakyReLU, Linear,
  MaxPool2d, ReLU, Residual, SELU, Sequential, Sigmoid, SiLU, Softmax, Softplus, Tanh,
]; // prettier-ignore
