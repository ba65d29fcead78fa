import type { Tensor } from "@tensorflow/tfjs-core";
import { type TrunkInput, TrunkNode } from "@surenet/cortex-tree";
import { GroupSort2, SpectralLinear } from "@surenet/lipschitz";
import { type JsonObject, type Module, readConfig } from "@surenet/nn";
import { createRng, type Rng } from "@surenet/tensor-backend";

/** Orthogonal layers with sorted pairs between them: a 1-Lipschitz trunk of a tree. The joining of two families, which do not know each other. */
export class OrthogonalTrunk extends TrunkNode {
  static readonly id: string = "accept.OrthogonalTrunk";
  readonly inDims: readonly number[];
  readonly outDim: number;
  readonly sizes: readonly number[];
  readonly layers: readonly Module[];

  /** @param sizes from the input's width to the output's */
  constructor(sizes: readonly number[], { rng }: { readonly rng: Rng }) {
    super();
    this.sizes = [...sizes];
    this.inDims = sizes.slice(0, 1);
    this.outDim = sizes.at(-1) ?? 0;
    this.layers = sizes.slice(1).flatMap((size, i): Module[] => [new SpectralLinear(sizes[i] ?? 0, size, { rng }), new GroupSort2()]);
  }

  static fromJSON(config: JsonObject): OrthogonalTrunk {
    return new OrthogonalTrunk(readConfig("accept.OrthogonalTrunk", config, { sizes: "numbers" }).sizes, { rng: createRng(0) });
  }

  override config(): JsonObject {
    return { sizes: this.sizes };
  }

  protected joined(inputs: readonly TrunkInput[]): Tensor {
    const [input] = inputs;
    if (input === undefined) throw new RangeError("a trunk needs an input");
    return this.layers.reduce((x, layer) => layer.forward(x), input.features);
  }
}
