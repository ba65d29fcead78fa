import {
  type Tensor,
  add,
  div,
  expandDims,
  matMul,
  mul,
  reshape,
  softmax,
  split,
  sub,
  sum,
  tensor,
  tidy,
  transpose,
} from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, Linear, Module, positiveInteger, readConfig } from "@surenet/nn";
import { checkMask, masked } from "./mask.ts";

const HIDDEN = -1e9; // e^-1e9 is 0 in float32, and a row of nothing but hidden keys stays finite: it looks at all of them alike

/**
 * Scaled dot-product attention that never looks at padding.
 *
 * `y = softmax(q kᵀ / √d + h) v` with `h[i, j] = −1e9` where key j is padding or, when causal, j > i
 *
 * @param query `[batch, heads, queries, d]`, borrowed, as are key and value `[batch, heads, keys, d]`
 * @param mask `[batch, keys]`, 1 for a token and 0 for padding
 * @returns `[batch, heads, queries, d]`, owned by the caller
 * @see Vaswani et al. 2017, eq. 1
 */
export function attend(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  { mask, isCausal = false }: { readonly mask?: Tensor | undefined; readonly isCausal?: boolean } = {},
): Tensor {
  // prettier-ignore
  return tidy(() => {
    let scores = mul(matMul(query, key, false, true), 1 / Math.sqrt(query.shape.at(-1) ?? 1));
    if (mask !== undefined) scores = add(scores, reshape(mul(sub(1, mask), HIDDEN), [mask.shape[0] ?? 0, 1, 1, mask.shape[1] ?? 0]));
    if (isCausal) scores = add(scores, future(query.shape[2] ?? 0, key.shape[2] ?? 0));
    return matMul(softmax(scores), value);
  });
}

/** `[queries, keys]`, hiding what comes after a query. */
function future(queries: number, keys: number): Tensor {
  return tensor(
    Float32Array.from({ length: queries * keys }, (_, at) => (at % keys > Math.floor(at / keys) ? HIDDEN : 0)),
    [queries, keys],
  );
}

export interface SelfAttentionOptions {
  readonly numHeads: number;
  readonly rng: Rng;
  readonly bias?: boolean;
}

const CONFIG = { embedDim: "number", numHeads: "number", bias: "boolean" } as const;

/** The projections that the attentions here share: queries, keys and values in one product, and one product of what came out. */
abstract class SelfAttention extends Module {
  readonly embedDim: number;
  readonly numHeads: number;
  readonly bias: boolean;
  readonly inputs: Linear;
  readonly output: Linear;

  constructor(where: string, embedDim: number, options: SelfAttentionOptions) {
    super();
    checkOptions(where, options, ["numHeads", "rng", "bias"]);
    const { numHeads, rng, bias = false } = options;
    positiveInteger(where, "embedDim", embedDim);
    positiveInteger(where, "numHeads", numHeads);
    if (embedDim % numHeads !== 0)
      throw invalidOption({ where, option: "numHeads", got: numHeads, expected: `a divisor of embedDim ${embedDim}` });
    this.embedDim = embedDim;
    this.numHeads = numHeads;
    this.bias = bias;
    this.inputs = new Linear(embedDim, 3 * embedDim, { rng, bias });
    this.output = new Linear(embedDim, embedDim, { rng, bias });
  }

  override config(): JsonObject {
    const { embedDim, numHeads, bias } = this;
    return { embedDim, numHeads, bias };
  }

  /** Query, key and value, `[batch, length, embedDim]` each. */
  protected project(x: Tensor): [Tensor, Tensor, Tensor] {
    return split(this.inputs.forward(x), 3, -1) as [Tensor, Tensor, Tensor];
  }

  /** `[batch, heads, length, embedDim / heads]` */
  protected heads(x: Tensor): Tensor {
    const [batch = 0, length = 0] = x.shape;
    return transpose(reshape(x, [batch, length, this.numHeads, this.embedDim / this.numHeads]), [0, 2, 1, 3]);
  }

  protected attended(q: Tensor, k: Tensor, v: Tensor, options: { readonly mask: Tensor | undefined; readonly isCausal?: boolean }): Tensor {
    const y = transpose(attend(this.heads(q), this.heads(k), this.heads(v), options), [0, 2, 1, 3]);
    return this.output.forward(reshape(y, q.shape));
  }
}

/**
 * Every position looks at every token, before and after it; padding is looked at by none.
 *
 * @throws SurenetError `E_OPTION` when the heads do not divide the width, `E_SHAPE`
 * @example new BidirectionalSelfAttention(64, { numHeads: 4, rng }).forward(x, mask) // [batch, length, 64]
 */
export class BidirectionalSelfAttention extends SelfAttention {
  static readonly id: string = "cortex.BidirectionalSelfAttention";

  constructor(embedDim: number, options: SelfAttentionOptions) {
    super("BidirectionalSelfAttention", embedDim, options);
  }

  static fromJSON(config: JsonObject): BidirectionalSelfAttention {
    const { embedDim, ...rest } = readConfig("cortex.BidirectionalSelfAttention", config, CONFIG);
    return new BidirectionalSelfAttention(embedDim, { ...rest, rng: createRng(0) });
  }

  forward(x: Tensor, mask?: Tensor): Tensor {
    checkMask("BidirectionalSelfAttention", x, mask);
    return tidy(() => this.attended(...this.project(x), { mask }));
  }
}

/** Every position looks at the tokens up to itself. @example new CausalSelfAttention(64, { numHeads: 4, rng }).forward(x, mask) */
export class CausalSelfAttention extends SelfAttention {
  static readonly id: string = "cortex.CausalSelfAttention";

  constructor(embedDim: number, options: SelfAttentionOptions) {
    super("CausalSelfAttention", embedDim, options);
  }

  static fromJSON(config: JsonObject): CausalSelfAttention {
    const { embedDim, ...rest } = readConfig("cortex.CausalSelfAttention", config, CONFIG);
    return new CausalSelfAttention(embedDim, { ...rest, rng: createRng(0) });
  }

  forward(x: Tensor, mask?: Tensor): Tensor {
    checkMask("CausalSelfAttention", x, mask);
    return tidy(() => this.attended(...this.project(x), { mask, isCausal: true }));
  }
}

/**
 * One vector for a sequence: the mean of the tokens' queries looks at the tokens.
 *
 * @returns `[batch, embedDim]`
 * @example new PoolingSelfAttention(64, { numHeads: 4, rng }).forward(x, mask) // [batch, 64]
 */
export class PoolingSelfAttention extends SelfAttention {
  static readonly id: string = "cortex.PoolingSelfAttention";

  constructor(embedDim: number, options: SelfAttentionOptions) {
    super("PoolingSelfAttention", embedDim, options);
  }

  static fromJSON(config: JsonObject): PoolingSelfAttention {
    const { embedDim, ...rest } = readConfig("cortex.PoolingSelfAttention", config, CONFIG);
    return new PoolingSelfAttention(embedDim, { ...rest, rng: createRng(0) });
  }

  forward(x: Tensor, mask?: Tensor): Tensor {
    checkMask("PoolingSelfAttention", x, mask);
    const [batch = 0, length = 0] = x.shape;
    return tidy(() => {
      const [q, k, v] = this.project(x);
      const tokens = mask === undefined ? length : expandDims(sum(mask, 1, true), -1);
      const query = div(sum(masked(q, mask), 1, true), tokens);
      return reshape(this.attended(query, k, v, { mask }), [batch, this.embedDim]);
    });
  }
}
