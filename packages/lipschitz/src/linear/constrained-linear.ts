import { type Tensor, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { type Rng, orthogonalMatrix } from "@surenet/tensor-backend";
import { type JsonObject, type Linear, linear, Parameter, type ParameterOptions, type TorchLayout } from "@surenet/nn";
import { lowerDense } from "../certify/lower-dense.ts";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";
import { Scale } from "../parametrisations/scale.ts";
import { exportLinear } from "./export-linear.ts";

export interface ConstrainedLinearOptions extends LipschitzOptions {
  readonly rng: Rng;
  readonly bias?: boolean;
}

/** What linear layers with a constraint on their weight share: `y = x · (k Q) + b`, where Q is the raw weight through the constraint. */
export abstract class ConstrainedLinear extends LipschitzModule {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** `[in, out]`; raw it starts orthonormal in its rows or columns, whichever are fewer. */
  readonly weight: Parameter;
  /** Starts at zero. */
  readonly bias: Parameter | undefined;
  readonly #scale: Scale;

  /** @param constraint what holds the raw weight, given its first value (borrowed): a manifold, or steps before the scaling by k */
  constructor(
    inFeatures: number,
    outFeatures: number,
    { rng, bias = true, kCoefLip = 1 }: ConstrainedLinearOptions,
    constraint: (initial: Tensor) => Pick<ParameterOptions, "manifold" | "parametrisations">,
  ) {
    super({ kCoefLip });
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.#scale = new Scale(kCoefLip);
    const initial = tensor(orthogonalMatrix(inFeatures, outFeatures, rng), [inFeatures, outFeatures]);
    const { parametrisations = [], ...rest } = constraint(initial);
    this.weight = new Parameter(initial, { ...rest, parametrisations: [...parametrisations, this.#scale] });
    initial.dispose();
    this.bias = bias ? new Parameter(() => zeros([outFeatures])) : undefined;
  }

  override config(): JsonObject {
    const { inFeatures, outFeatures, kCoefLip } = this;
    return { inFeatures, outFeatures, bias: this.bias !== undefined, kCoefLip };
  }

  override torchLayout(): TorchLayout {
    return { weight: { axes: [1, 0], featureAxis: 0 } };
  }

  override setKCoefLip(kCoefLip: number): void {
    super.setKCoefLip(kCoefLip);
    this.#scale.factor = kCoefLip;
    this.weight.touch();
  }

  forward(x: Tensor): Tensor {
    return tidy(() => linear(x, this.weight.value, this.bias?.value));
  }

  override lower(shape: readonly number[]): Promise<Lowered> {
    return lowerDense(this, shape);
  }

  override vanillaExport(): Linear {
    return exportLinear(this);
  }
}
