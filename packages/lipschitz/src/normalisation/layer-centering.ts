import { type Tensor, add, mean, sub, tidy, zeros } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, Module, Parameter, positiveInteger, readConfig } from "@surenet/nn";
import { lowerAffine } from "../certify/lower-affine.ts";
import type { Lowered } from "../certify/lowered.ts";

export interface LayerCenteringOptions {
  readonly numFeatures?: number;
  /** Axes whose mean is taken, the batch axis counted; height and width by default. */
  readonly axes?: readonly number[];
  readonly bias?: boolean;
}

/**
 * Subtracts from every sample its mean over some axes, and adds a bias per feature (the last axis): `y = x - mean(x) + b`. The same in evaluation.
 *
 * An orthogonal projection and a translation, hence 1-Lipschitz; unlike a normalisation by the variance, which has no bound. The bias starts at zero.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new LayerCentering({ numFeatures: 16 }).forward(zeros([8, 14, 14, 16])) // each channel of each image centred
 */
export class LayerCentering extends Module {
  static readonly id: string = "lipschitz.LayerCentering";
  readonly numFeatures: number;
  readonly axes: readonly number[];
  readonly bias: Parameter | undefined;

  constructor(options: LayerCenteringOptions = {}) {
    super();
    checkOptions("LayerCentering", options, ["numFeatures", "axes", "bias"]);
    const { numFeatures = 1, axes = [1, 2], bias = true } = options;
    if (axes.length === 0 || !axes.every((axis) => Number.isSafeInteger(axis) && axis > 0) || new Set(axes).size < axes.length)
      throw invalidOption({ where: "LayerCentering", option: "axes", got: axes, expected: "different positive integers: 0 is the batch" });
    this.numFeatures = positiveInteger("LayerCentering", "numFeatures", numFeatures);
    this.axes = [...axes];
    this.bias = bias ? new Parameter(() => zeros([numFeatures])) : undefined;
  }

  static fromJSON(config: JsonObject): LayerCentering {
    return new LayerCentering(readConfig("lipschitz.LayerCentering", config, { numFeatures: "number", axes: "numbers", bias: "boolean" }));
  }

  override config(): JsonObject {
    return { numFeatures: this.numFeatures, axes: this.axes, bias: this.bias !== undefined };
  }

  forward(x: Tensor): Tensor {
    if (this.axes.some((axis) => axis >= x.rank) || (this.numFeatures > 1 && x.shape.at(-1) !== this.numFeatures)) {
      const expected = `[batch, .., ${this.numFeatures > 1 ? this.numFeatures : "features"}] with axes ${this.axes.join(", ")}`;
      throw shapeMismatch({ where: "LayerCentering.forward", expected, got: x.shape });
    }
    return tidy(() => {
      const centred = sub(x, mean(x, [...this.axes], true));
      return this.bias === undefined ? centred : add(centred, this.bias.value);
    });
  }

  async lower(shape: readonly number[]): Promise<Lowered> {
    const axes = this.axes.map((axis) => axis - 1);
    if (axes.some((axis) => axis >= shape.length))
      throw shapeMismatch({
        where: "certify",
        problem: "LayerCentering does not fit what reaches it",
        expected: `axes ${this.axes.join(", ")}`,
        got: shape,
      });
    const shift = this.bias === undefined ? undefined : Float64Array.from(await this.bias.value.data());
    const { ops } = lowerAffine(shape, { scale: 1, shift });
    return { ops: [{ op: "centre", windows: slices(shape, axes) }, ...ops], shape };
  }
}

/** The entries that share all coordinates but those of some axes. */
function slices(shape: readonly number[], axes: readonly number[]): { offsets: Int32Array; sources: Int32Array } {
  const size = shape.reduce((product, side) => product * side, 1);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const groups = new Map<number, number[]>();
  for (let i = 0; i < size; i++) {
    const key = axes.reduce((rest, axis) => rest - (Math.floor(i / (strides[axis] ?? 1)) % (shape[axis] ?? 1)) * (strides[axis] ?? 1), i);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  }
  const all = [...groups.values()];
  const offsets = [0];
  for (const group of all) offsets.push((offsets.at(-1) ?? 0) + group.length);
  return { offsets: Int32Array.from(offsets), sources: Int32Array.from(all.flat()) };
}
