import type { ModuleType } from "@surenet/nn";
import { FullSort, GroupSort, GroupSort2 } from "./activations/group-sort.ts";
import { HouseHolder } from "./activations/house-holder.ts";
import { LPReLU } from "./activations/lp-relu.ts";
import { MaxMin } from "./activations/max-min.ts";
import { FrobeniusLinear } from "./linear/frobenius-linear.ts";
import { SpectralLinear } from "./linear/spectral-linear.ts";
import { Sequential } from "./module/sequential.ts";

/** Every module of this package, for `loadModel` and `buildModule`. */
export const lipschitzModules: readonly ModuleType[] = [
  FrobeniusLinear,
  FullSort,
  GroupSort,
  GroupSort2,
  HouseHolder,
  LPReLU,
  MaxMin,
  Sequential,
  SpectralLinear,
];
