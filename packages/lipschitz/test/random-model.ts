import { type Scalar, type Tensor, tensor, tidy, variableGrads } from "@tensorflow/tfjs-core";
import { type Rng } from "@surenet/tensor-backend";
import { Adam, Flatten, forwardPass, type Module } from "@surenet/nn";
import {
  AolConv2d, AolLinear, BatchCentering, BatchLipNorm, CertifiedCrossEntropyLoss, FrobeniusLinear, FullSort, GroupSort2, HKRMulticlassLoss, HouseHolder,
  InvertibleDownSampling, LayerCentering, LipResidual, LPReLU, MaxMin, OrthogonalConv2d, OrthogonalPatchConv2d, ScaledAvgPool2d, ScaledL2NormPool2d, Sequential,
  ShiftConv2d, SllConv2d, SllLinear, SpectralConv2d, SpectralLinear,
} from "../src/index.ts"; // prettier-ignore

const CLASSES = 3;
const PADDING_MODES = ["zeros", "reflect", "replicate", "symmetric", "circular"] as const;

export interface RandomModel {
  readonly model: Sequential;
  /** Of one sample. */
  readonly shape: readonly number[];
  /** What it is made of, to be told when a test fails. */
  readonly about: string;
}

/** A classifier drawn from all the layers of the package: convolutional or not, of any depth, coefficient and padding, trained for some steps at any learning rate. */
export function randomModel(rng: Rng): RandomModel {
  const between = (low: number, high: number): number => low + Math.floor((rng.values.uniform(1)[0] ?? 0) * (high - low + 1));
  const pick = <T>(choices: readonly T[]): T => choices[between(0, choices.length - 1)] as T;
  const kCoefLip = pick([0.5, 1, 1, 2]);
  const isImage = between(0, 1) === 1;
  const layers: Module[] = [];
  let shape = isImage ? [2 * between(2, 4), 2 * between(2, 4), between(1, 3)] : [between(2, 12)];
  const input = shape;

  const activation = (channels: number): Module => {
    if (channels % 2 !== 0) return pick([() => new FullSort(), () => new LPReLU()])();
    return pick<() => Module>([() => new GroupSort2(), () => new FullSort(), () => new LPReLU(), () => new HouseHolder(channels)])();
  };
  if (isImage) {
    for (let depth = between(1, 3); depth > 0; depth--) {
      const [height = 0, width = 0, channels = 0] = shape;
      const out = 2 * between(1, 3);
      const paddingMode = pick(PADDING_MODES);
      const isEven = height % 2 === 0 && width % 2 === 0 && height > 2 && width > 2;
      const [layer, next] = pick<() => [Module, number[]]>([
        () => [new SpectralConv2d(channels, out, { kernelSize: 3, padding: 1, paddingMode, kCoefLip, rng }), [height, width, out]],
        () => [new AolConv2d(channels, out, { kernelSize: 3, padding: 1, rng }), [height, width, out]],
        () => [new OrthogonalConv2d(channels, out, { kernelSize: 3, rng }), [height, width, out]],
        () => [new SllConv2d(channels, { kernelSize: 3, rng }), shape],
        () => [new LipResidual(new Sequential([new SpectralConv2d(channels, channels, { kernelSize: 3, padding: 1, rng })])), shape],
        () => [new LayerCentering({ numFeatures: channels }), shape],
        () => [new BatchCentering(channels), shape],
        () => [new BatchLipNorm(channels), shape],
        ...(channels >= 4 ? [(): [Module, number[]] => [new ShiftConv2d(channels, out, { rng }), [height, width, out]]] : []),
        ...(isEven
          ? [
              (): [Module, number[]] => [
                new OrthogonalPatchConv2d(channels, out, { kernelSize: 4, stride: 2, rng }),
                [height / 2, width / 2, out],
              ],
              (): [Module, number[]] => [new InvertibleDownSampling(2, { kCoefLip }), [height / 2, width / 2, 4 * channels]],
              (): [Module, number[]] => [new ScaledL2NormPool2d(2), [height / 2, width / 2, channels]],
              (): [Module, number[]] => [new ScaledAvgPool2d(2), [height / 2, width / 2, channels]],
            ]
          : []),
      ])();
      layers.push(layer, activation(next[2] ?? 1));
      shape = next;
    }
    layers.push(new Flatten());
    shape = [shape.reduce((product, side) => product * side, 1)];
  }
  for (let depth = between(0, 2); depth > 0; depth--) {
    const [features = 0] = shape;
    const out = 2 * between(1, 6);
    const projection = pick(["stiefel", "muon", "polar"] as const);
    const [layer, next] = pick<() => [Module, number]>([
      () => [new SpectralLinear(features, out, { kCoefLip, projection, rng }), out],
      () => [new AolLinear(features, out, { rng }), out],
      () => [new SllLinear(features, { rng }), features],
    ])();
    layers.push(layer, activation(next));
    shape = [next];
  }
  if ((shape[0] ?? 0) < 2) layers.push(new MaxMin());
  const features = (shape[0] ?? 0) < 2 ? 2 * (shape[0] ?? 0) : (shape[0] ?? 0);
  layers.push(new FrobeniusLinear(features, CLASSES, { rng }));
  const model = new Sequential(layers);

  const learningRate = 10 ** (4 * (rng.values.uniform(1)[0] ?? 0) - 4); // 1e-4 to 1
  const steps = between(0, 12);
  trainSome(model, input, { rng, learningRate, steps });
  const names = layers.map(({ constructor }) => constructor.name).join(" ");
  return { model, shape: input, about: `[${input.join(", ")}] ${names}; ${steps} steps at ${learningRate.toExponential(1)}` };
}

interface Training {
  readonly rng: Rng;
  readonly learningRate: number;
  readonly steps: number;
}

function trainSome(model: Sequential, shape: readonly number[], { rng, learningRate, steps }: Training): void {
  const loss =
    (rng.values.uniform(1)[0] ?? 0) < 0.5 ? new HKRMulticlassLoss({ alpha: 0.9, minMargin: 0.5 }) : new CertifiedCrossEntropyLoss();
  const groups = [
    { parameters: (_: string, { manifold }: { readonly manifold: unknown }): boolean => manifold !== undefined, learningRate },
  ];
  const optimizer = new Adam({ learningRate: Math.min(learningRate, 0.05), groups }).attach(model);
  const parameters = model.parameters().filter(({ trainable }) => trainable);
  for (let step = 0; step < steps; step++) {
    tidy(() => {
      const x = rng.normal([8, ...shape]);
      const y = tensor(Int32Array.from({ length: 8 }, (_, i) => i % CLASSES), [8], "int32"); // prettier-ignore
      const value = (): Scalar => forwardPass(() => loss.forward(model.forward(x), y, model)) as Scalar;
      const { grads } = variableGrads(value, parameters.map(({ variable }) => variable)); // prettier-ignore
      optimizer.step(new Map(parameters.map((parameter) => [parameter, grads[parameter.variable.name] as Tensor])));
    });
  }
}
