import { type Tensor, abs, cast, mean, mul, neg, softplus, squeeze, sub, tidy } from "@tensorflow/tfjs-core";
import { type BranchOutputs, Leaf, type RootOutputs } from "@surenet/cortex-tree";
import { SpectralLinear } from "@surenet/lipschitz";
import { type JsonObject, readConfig } from "@surenet/nn";
import { createRng, type Rng } from "@surenet/tensor-backend";

type CertifiedOutput = {
  /** `[batch]`: positive for class 1. */
  readonly margin: Tensor;
  /** `[batch]`: no input closer than this changes the answer, when trunk and branch are 1-Lipschitz. */
  readonly radius: Tensor;
};

const SHARPNESS = 4; // τ of the loss softplus(−τ f t)

/** A leaf that answers yes or no with a radius: one unit row on 1-Lipschitz features. */
export class CertifiedLeaf extends Leaf<CertifiedOutput> {
  static readonly id: string = "accept.CertifiedLeaf";
  readonly inDim: number;
  readonly answer = "margin";
  readonly head: SpectralLinear;

  constructor(inDim: number, { rng }: { readonly rng: Rng }) {
    super();
    this.inDim = inDim;
    this.head = new SpectralLinear(inDim, 1, { rng });
  }

  static fromJSON(config: JsonObject): CertifiedLeaf {
    return new CertifiedLeaf(readConfig("accept.CertifiedLeaf", config, { inDim: "number" }).inDim, { rng: createRng(0) });
  }

  override config(): JsonObject {
    return { inDim: this.inDim };
  }

  protected outputs({ pooledFeatures }: BranchOutputs): CertifiedOutput {
    const margin = squeeze(this.head.forward(pooledFeatures), [1]);
    return { margin, radius: abs(margin) };
  }

  loss({ margin }: CertifiedOutput, _rootOutputs?: RootOutputs, targets?: Tensor): Tensor {
    if (targets === undefined) throw new RangeError("a certified leaf learns from labels 0 and 1");
    return tidy(() => mean(softplus(neg(mul(mul(margin, SHARPNESS), sub(mul(cast(targets, "float32"), 2), 1)))))); // prettier-ignore
  }

  async evaluate({ margin, radius }: CertifiedOutput, targets?: Tensor): Promise<Record<string, number>> {
    const [m, r, t] = await Promise.all([margin.data(), radius.data(), targets?.data()]);
    const right = Array.from(m, (value, i) => value > 0 === (t?.[i] === 1));
    const share = (test: (i: number) => boolean): number => right.filter((_, i) => test(i)).length / right.length;
    return { acc: share((i) => right[i] === true), "certified@0.5": share((i) => right[i] === true && (r[i] ?? 0) > 0.5) };
  }
}
