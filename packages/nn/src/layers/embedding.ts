import { type Tensor, add, gather, mul, sub, tensor, tidy } from "@tensorflow/tfjs-core";
import { type Rng, SurenetError, checkOptions, createRng, invalidOption, stopGradient } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "../module/json.ts";
import { Module } from "../module/module.ts";
import { Parameter } from "../module/parameter.ts";
import { positiveInteger } from "./positive-integer.ts";
import { requiredRng } from "./required-rng.ts";

export interface EmbeddingOptions {
  readonly rng: Rng;
  /** The row of the padding token: zero at the start, and without a gradient. */
  readonly paddingIndex?: number;
}

/**
 * A row of numbers for each token: `y[.., :] = W[x[..], :]`.
 *
 * Rows start standard normal, as in torch.
 *
 * @throws SurenetError `E_OPTION`; `E_DTYPE` for tokens that are no integers
 * @example new Embedding(32, 64, { paddingIndex: 1, rng }).forward(tensor([[4, 5, 1]], [1, 3], "int32")) // [1, 3, 64]
 */
export class Embedding extends Module {
  static readonly id: string = "nn.Embedding";
  readonly count: number;
  readonly size: number;
  readonly paddingIndex: number | undefined;
  readonly weight: Parameter;

  constructor(count: number, size: number, options: EmbeddingOptions) {
    super();
    const where = "Embedding";
    checkOptions(where, options, ["rng", "paddingIndex"]);
    const { paddingIndex } = options;
    const rng = requiredRng(where, options.rng);
    this.count = positiveInteger(where, "count", count);
    this.size = positiveInteger(where, "size", size);
    if (paddingIndex !== undefined && !(Number.isInteger(paddingIndex) && paddingIndex >= 0 && paddingIndex < count))
      throw invalidOption({ where, option: "paddingIndex", got: paddingIndex, expected: `a row from 0 to ${count - 1}` });
    this.paddingIndex = paddingIndex;
    this.weight = new Parameter(() => mul(rng.normal([count, size]), onesButAt(count, paddingIndex)));
  }

  static fromJSON(config: JsonObject): Embedding {
    const { count, size, paddingIndex } = readConfig("nn.Embedding", config, { count: "number", size: "number", paddingIndex: "json" });
    return new Embedding(count, size, { rng: createRng(0), ...(typeof paddingIndex === "number" ? { paddingIndex } : {}) });
  }

  override config(): JsonObject {
    return { count: this.count, size: this.size, paddingIndex: this.paddingIndex ?? null };
  }

  /** All rows, `[count, size]`; the padding row is a constant of the gradient. Owned by the caller. */
  rows(): Tensor {
    return tidy(() => {
      const weight = this.weight.value;
      if (this.paddingIndex === undefined) return mul(weight, 1);
      const learns = onesButAt(this.count, this.paddingIndex);
      const kept = stopGradient(weight);
      return add(mul(weight, learns), sub(kept, mul(kept, learns)));
    });
  }

  forward(x: Tensor): Tensor {
    if (x.dtype !== "int32")
      throw new SurenetError("E_DTYPE", { where: "Embedding", problem: "tokens are integers", expected: "int32", got: x.dtype });
    return tidy(() => gather(this.rows(), x));
  }
}

/** `[count, 1]`: 1 for every row that learns. */
function onesButAt(count: number, place: number | undefined): Tensor {
  return tensor(Float32Array.from({ length: count }, (_, i) => (i === place ? 0 : 1)), [count, 1]); // prettier-ignore
}
