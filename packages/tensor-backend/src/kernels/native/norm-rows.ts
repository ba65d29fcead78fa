import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Kernel, kernel } from "../kernel.ts";
import { NORM_ROWS, NORM_ROWS_GRADIENT, type NormRowsAttrs } from "../norm-rows-names.ts";
import { LibrarySteps } from "./library-steps.ts";
import { NativeMemory } from "./native-memory.ts";

/** A dozen operations of the library in one kernel, whose results in between the tape does not hold. */
export const normRows: Kernel = kernel<"x" | "weight" | "bias", NormRowsAttrs>(NORM_ROWS, ["tensorflow"], ({ inputs, attrs, memory }): TensorInfo[] => {
  if (!(memory instanceof NativeMemory)) throw new Error("this kernel is for the native engine");
  const { shape } = inputs.x;
  const steps = new LibrarySteps(memory.library);
  const rowMean = (id: number): number => steps.reduce("Mean", id, [shape.length - 1], { keepDims: true });
  const eps = steps.number(attrs.eps);
  const x = steps.input(inputs.x);
  const centred = steps.run("Sub", [x, rowMean(x)]);
  const squares = steps.run("Square", [centred]);
  const variance = steps.run("Maximum", [rowMean(squares), eps]);
  steps.free(squares);
  const r = steps.run("Rsqrt", [variance]);
  const normed = steps.run("Mul", [centred, r]);
  steps.free(centred);
  const scaled = steps.run("Mul", [normed, steps.input(inputs.weight)]);
  const y = steps.run("AddV2", [scaled, steps.input(inputs.bias)]);
  steps.free(scaled);
  const s = attrs.silu ? steps.run("Sigmoid", [y]) : undefined;
  const results = [steps.keep(s === undefined ? y : steps.run("Mul", [y, s]), shape)];
  if (attrs.slope) {
    const narrow = [...shape.slice(0, -1), 1];
    const varies = steps.run("Sign", [steps.run("Sub", [variance, eps])]);
    results.push(steps.keep(normed, shape), steps.keep(r, narrow), steps.keep(varies, narrow));
    if (s !== undefined) results.push(steps.keep(steps.run("AddV2", [s, steps.run("SigmoidGrad", [s, y])]), shape)); // SigmoidGrad(s, y) = y s (1 − s)
  }
  steps.end();
  return results;
}); // prettier-ignore

/** `dx = r (g − mean(g) − n mean(g n) [σ² > ε])` with `g = dy · bend · weight`; the means are products with the column `weight / channels`. */
export const normRowsGradient: Kernel = kernel<"dy" | "weight" | "normed" | "r" | "varies" | "bend", object>(NORM_ROWS_GRADIENT, ["tensorflow"], ({ inputs, memory }): TensorInfo[] => {
  if (!(memory instanceof NativeMemory)) throw new Error("this kernel is for the native engine");
  const { shape } = inputs.dy;
  const channels = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, side) => product * side, 1);
  const steps = new LibrarySteps(memory.library);
  const table = (id: number): number => steps.reshape(id, [rows, channels]);
  const given = steps.input(inputs.dy);
  const dy = table("bend" in inputs ? steps.run("Mul", [given, steps.input(inputs.bend)]) : given);
  const normed = table(steps.input(inputs.normed));
  const [r, varies] = [inputs.r, inputs.varies].map((column) => steps.reshape(steps.input(column), [rows, 1])) as [number, number];
  const weight = steps.input(inputs.weight);
  const share = steps.reshape(steps.run("Mul", [weight, steps.number(1 / channels)]), [channels, 1]);
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
