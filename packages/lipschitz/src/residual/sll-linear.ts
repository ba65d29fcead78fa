import { type Tensor, add, exp, matMul, mul, relu, reshape, sub, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, orthogonalMatrix, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, Parameter, positiveInteger, readConfig } from "@surenet/nn";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";
import { aolRescale } from "../parametrisations/conv-aol.ts";

export interface SllOptions extends LipschitzOptions {
  readonly rng: Rng;
  /** Units inside the block; as many as features when omitted. */
  readonly hidden?: number;
}

/**
 * A 1-Lipschitz residual block, the SDP-based Lipschitz layer: `y = x - 2 relu(x V + b) Vᵀ`, V the AOL rescaling of a free matrix with learnt weights q.
 *
 * Its Jacobian is `I - 2 V D Vᵀ` with `0 <= D <= 1` and `σ(V) <= 1`, so its eigenvalues lie in [-1, 1]. With orthonormal columns in V it reflects half spaces.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new SllLinear(64, { hidden: 128, rng }).forward(zeros([8, 64])) // [8, 64]
 * @see Araujo et al. 2023, "A unified algebraic perspective on Lipschitz neural networks", theorem 3
 */
export class SllLinear extends LipschitzModule {
  static readonly id: string = "lipschitz.SllLinear";
  readonly features: number;
  readonly hidden: number;
  /** `[features, hidden]` */
  readonly weight: Parameter;
  /** Logarithms of q, `[hidden]`; start at zero. */
  readonly logQ: Parameter;
  readonly bias: Parameter;

  constructor(features: number, options: SllOptions) {
    checkOptions("SllLinear", options, ["rng", "hidden", "kCoefLip"]);
    super(options);
    const { rng, hidden = features } = options;
    this.features = positiveInteger("SllLinear", "features", features);
    this.hidden = positiveInteger("SllLinear", "hidden", hidden);
    this.weight = new Parameter(() => tensor(orthogonalMatrix(features, hidden, rng), [features, hidden]));
    this.logQ = new Parameter(() => zeros([hidden]));
    this.bias = new Parameter(() => zeros([hidden]));
  }

  static fromJSON(config: JsonObject): SllLinear {
    const { features, ...rest } = readConfig("lipschitz.SllLinear", config, { features: "number", hidden: "number", kCoefLip: "number" });
    return new SllLinear(features, { ...rest, rng: createRng(0) });
  }

  override config(): JsonObject {
    return { features: this.features, hidden: this.hidden, kCoefLip: this.kCoefLip };
  }

  forward(x: Tensor): Tensor {
    if (x.shape.at(-1) !== this.features)
      throw shapeMismatch({ where: "SllLinear.forward", expected: `[.., ${this.features}]`, got: x.shape });
    return tidy(() => {
      const v = this.#rescaled();
      const rows = reshape(x, [-1, this.features]);
      const inner = relu(add(matMul(rows, v), this.bias.value));
      return this.scaled(reshape(sub(rows, mul(matMul(inner, v, false, true), 2)), x.shape));
    });
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const { features, hidden } = this;
    if (shape.join() !== String(features))
      throw shapeMismatch({
        where: "certify",
        problem: "SllLinear does not fit what reaches it",
        expected: `samples of shape [${features}]`,
        got: shape,
      });
    const v = tidy(() => this.#rescaled());
    const data = Float32Array.from(await v.data());
    v.dispose();
    const bias = Float32Array.from(await this.bias.value.data());
    const inner = { op: "dense", weight: { rows: features, columns: hidden, data }, bias } as const;
    return { ops: this.scaledOp({ op: "reluReflection", inner }), shape };
  }

  #rescaled(): Tensor {
    return aolRescale(this.weight.value, exp(this.logQ.value));
  }
}
