import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Kernel, kernel } from "../kernel.ts";
import { NORM_ROWS, NORM_ROWS_GRADIENT, type NormRowsAttrs } from "../norm-rows-names.ts";
import { LibrarySteps } from "./library-steps.ts";
import { NativeMemory } from "./native-memory.ts";

/** A dozen operations of the library in one kernel, whose results in between the tape does not hold. */
export const normRows: Kernel = kernel<"x" | "weight" | "bias" | "mask", NormRowsAttrs>(NORM_ROWS, ["tensorflow"], ({ inputs, attrs, memory }): TensorInfo[] => {
  if (!(memory instanceof NativeMemory)) throw new Error("this kernel is for the native engine");
  const { shape } = inputs.x;
  const { rows, channels } = tableOf(shape);
  const steps = new LibrarySteps(memory.library);
  const across = { keepDims: true };
  const x = steps.reshape(steps.input(inputs.x), [rows, channels]);
  const centred = steps.run("Sub", [x, steps.reduce("Mean", x, [1], across)]);
  const length = steps.reduce("EuclideanNorm", centred, [1], across); // σ √channels
  const shortest = steps.factor(Math.sqrt(attrs.eps * channels));
  const scale = steps.run("RealDiv", [steps.factor(Math.sqrt(channels)), steps.run("Maximum", [length, shortest])]);
  const r = "mask" in inputs ? steps.run("Mul", [scale, steps.reshape(steps.input(inputs.mask), [rows, 1])]) : scale;
  const normed = steps.run("Mul", [centred, r]);
  steps.free(centred);
  const scaled = steps.run("Mul", [normed, steps.input(inputs.weight)]);
  const y = steps.run("AddV2", [scaled, steps.input(inputs.bias)]);
  steps.free(scaled);
  const s = attrs.silu ? steps.run("Sigmoid", [y]) : undefined;
  const results = [steps.keep(steps.reshape(s === undefined ? y : steps.run("Mul", [y, s]), shape), shape)];
  if (attrs.slope) {
    const varies = steps.run("Sign", [steps.run("Sub", [length, shortest])]);
    results.push(steps.keep(normed, [rows, channels]), steps.keep(r, [rows, 1]), steps.keep(varies, [rows, 1]));
    if (s !== undefined) results.push(steps.keep(steps.run("AddV2", [s, steps.run("SigmoidGrad", [s, y])]), [rows, channels])); // SigmoidGrad(s, y) = y s (1 − s)
  }
  steps.end();
  return results;
}); // prettier-ignore

/** `dx = r (g − mean(g) − n mean(g n) [σ² > ε])` with `g = dy · bend · weight`; the means are products with the column `weight / channels`. */
export const normRowsGradient: Kernel = kernel<"dy" | "weight" | "normed" | "r" | "varies" | "bend", object>(NORM_ROWS_GRADIENT, ["tensorflow"], ({ inputs, memory }): TensorInfo[] => {
  if (!(memory instanceof NativeMemory)) throw new Error("this kernel is for the native engine");
  const { shape } = inputs.dy;
  const { rows, channels } = tableOf(shape);
  const steps = new LibrarySteps(memory.library);
  const given = steps.reshape(steps.input(inputs.dy), [rows, channels]);
  const dy = "bend" in inputs ? steps.run("Mul", [given, steps.input(inputs.bend)]) : given;
  const [normed, r, varies] = [inputs.normed, inputs.r, inputs.varies].map((tensor) => steps.input(tensor)) as [number, number, number];
  const weight = steps.input(inputs.weight);
  const share = steps.reshape(steps.run("Mul", [weight, steps.factor(1 / channels)]), [channels, 1]);
  const along = steps.run("Mul", [dy, normed]);
  const ofWeight = steps.keep(steps.reduce("Sum", along, [0]), [channels]);
  const lean = steps.run("Mul", [steps.matMul(along, share), varies]);
  steps.free(along);
  const leaning = steps.run("Mul", [normed, lean]);
  const ofBias = steps.keep(steps.reduce("Sum", dy, [0]), [channels]);
  const shift = steps.matMul(dy, share);
  const scaled = steps.run("Mul", [dy, weight]);
  const upright = steps.run("Sub", [scaled, leaning]);
  steps.free(scaled, leaning);
  const centred = steps.run("Sub", [upright, shift]);
  steps.free(upright);
  const dx = steps.keep(steps.reshape(steps.run("Mul", [centred, r]), shape), shape);
  steps.end();
  return [dx, ofWeight, ofBias];
}); // prettier-ignore

function tableOf(shape: readonly number[]): { readonly rows: number; readonly channels: number } {
  return { rows: shape.slice(0, -1).reduce((product, side) => product * side, 1), channels: shape.at(-1) ?? 1 };
}
