import { tidy } from "@tensorflow/tfjs-core";
import { type ArrayDataset } from "@surenet/data";
import { proveSpectralNorm } from "@surenet/checker";
import { ConstrainedLinear, FrobeniusLinear, FullSort, Sequential, SpectralLinear } from "@surenet/lipschitz";
import { type Loss, Adam, fit } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";

/** Layers of orthogonal weights and sorts, with one output: what a Wasserstein distance is estimated with. */
export function critic(widths: readonly number[], seed: number): Sequential {
  const rng = createRng(seed);
  const last = widths.at(-1) ?? 1;
  const layers = widths.slice(1).flatMap((width, i) => [new SpectralLinear(widths[i] ?? 1, width, { rng }), new FullSort()]);
  return new Sequential([...layers, new FrobeniusLinear(last, 1, { rng })]);
}

export interface Training {
  readonly loss: Loss;
  readonly epochs: number;
  readonly batchSize?: number;
  /** Of every parameter; by default the manifold's own. */
  readonly learningRate?: number;
  readonly seed?: number;
}

export async function trainCritic(
  model: Sequential,
  data: ArrayDataset,
  { loss, epochs, batchSize = 250, learningRate, seed = 0 }: Training,
): Promise<void> {
  const optimizer =
    learningRate === undefined ? new Adam({ learningRate: 1e-2 }) : new Adam({ groups: [{ parameters: () => true, learningRate }] });
  await fit(model, { data, loss, epochs, batchSize, optimizer, rng: createRng(seed) });
}

export interface Outputs {
  /** `E[f | class 1] - E[f | class 0]`. */
  readonly kr: number;
  readonly accuracy: number;
  /** For each sample: how far it may move until the sign can change, by the proved constant; 0 for a wrong sign. */
  readonly radii: readonly number[];
}

/** What a critic makes of data that it has not seen. */
export async function judge(model: Sequential, data: ArrayDataset): Promise<Outputs> {
  model.eval();
  const constant = await provedConstant(model);
  const values: number[] = [];
  for await (const { input, target } of data.batches({ batchSize: 1000 })) {
    values.push(...tidy(() => model.forward(input).dataSync()));
    input.dispose();
    target.dispose();
  }
  const sides = Array.from(data.targets);
  const mean = (side: number): number => {
    const own = values.filter((_, i) => sides[i] === side);
    return own.reduce((total, value) => total + value, 0) / own.length;
  };
  const right = values.map((value, i) => (sides[i] === 1 ? value : -value));
  return {
    kr: mean(1) - mean(0),
    accuracy: right.filter((value) => value > 0).length / values.length,
    radii: right.map((value) => Math.max(0, value) / constant),
  };
}

/** The product of the weights' norms, each proved in float64; the sorts between them are 1-Lipschitz. */
async function provedConstant(model: Sequential): Promise<number> {
  let product = 1;
  for (const layer of model.layers) {
    if (!(layer instanceof ConstrainedLinear)) continue;
    const [rows = 1, columns = 1] = layer.weight.shape;
    product *= proveSpectralNorm({ rows, columns, data: Float32Array.from(await layer.weight.value.data()) }).bound;
  }
  return product;
}

export function average(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
