import { type ModuleType, nnModules } from "@surenet/nn";
import { Ensemble } from "../ensembles/ensemble.ts";
import { McDropout } from "../ensembles/mc-dropout.ts";
import { GaussianConv1d } from "./gaussian-conv1d.ts";
import { GaussianConv2d } from "./gaussian-conv2d.ts";
import { GaussianLinear } from "./gaussian-linear.ts";
import { Residual } from "./residual.ts";
import { Sequential } from "./sequential.ts";

/** The modules of this package and the plain ones, for `loadModel` and `buildModule`. */
export const bayesModules: readonly ModuleType[] = [
  ...nnModules,
  Ensemble,
  GaussianConv1d,
  GaussianConv2d,
  GaussianLinear,
  McDropout,
  Residual,
  Sequential,
];
