import type { Tensor } from "@tensorflow/tfjs-core";
import { Module } from "@surenet/nn";
import type { Draw } from "../sampling/draw.ts";

/** A module whose forward may draw: the axis of samples, where there is one, stands in front of the batch. */
export abstract class BayesianModule extends Module {
  abstract override forward(x: Tensor, draw?: Draw): Tensor;
}
