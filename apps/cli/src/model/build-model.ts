import {
  FrobeniusLinear,
  GroupSort2,
  InvertibleDownSampling,
  OrthogonalPatchConv2d,
  Sequential,
  SpectralConv2d,
  SpectralLinear,
} from "@surenet/lipschitz";
import { Flatten, type Module } from "@surenet/nn";
import { invalidValue, type Rng } from "@surenet/tensor-backend";

const CERTIFIED_ARCHITECTURES = ["mlp", "patch"] as const;

export const ARCHITECTURES = [...CERTIFIED_ARCHITECTURES, "bayes"] as const;

export interface ModelPlan {
  readonly arch: (typeof CERTIFIED_ARCHITECTURES)[number];
  readonly inputShape: readonly number[];
  /** Even sizes: pairs are sorted. */
  readonly hidden: readonly number[];
  readonly classes: number;
  readonly rng: Rng;
}

const CHANNELS = [48, 64] as const; // of the first patches, and after their pixels are folded together

/** The 1-Lipschitz classifier of an architecture, ending in a head with unit weights for each class. */
export function buildModel(plan: ModelPlan): Sequential {
  return plan.arch === "mlp" ? buildMlp(plan) : buildPatchNet(plan);
}

/** A multilayer perceptron: orthogonal layers and sorted pairs. */
function buildMlp({ inputShape, ...plan }: ModelPlan): Sequential {
  const features = inputShape.reduce((product, side) => product * side, 1);
  return new Sequential([...(inputShape.length > 1 ? [new Flatten()] : []), ...dense(features, plan)]);
}

/**
 * Orthogonal patches of 6 × 6 pixels at a stride of 2, their pixels folded together, and a perceptron on what is left: an isometry up to the borders and the
 * perceptron's first layer, with an eighth of the resolution's cost of a convolution that keeps all pixels.
 */
function buildPatchNet({ inputShape, ...plan }: ModelPlan): Sequential {
  const [height = 0, width = 0, channels = 0] = inputShape;
  if (inputShape.length !== 3 || height % 4 !== 0 || width % 4 !== 0) {
    throw invalidValue({
      where: "train",
      problem: "the architecture patch reads images",
      expected: "images of sides that 4 divides",
      got: inputShape,
      fix: "Use --arch mlp.",
    });
  }
  const { rng } = plan;
  const [first, second] = CHANNELS;
  return new Sequential([
    new OrthogonalPatchConv2d(channels, first, { kernelSize: 6, stride: 2, rng }),
    new GroupSort2(),
    new InvertibleDownSampling(2),
    new SpectralConv2d(4 * first, second, { kernelSize: 1, rng }),
    new GroupSort2(),
    new Flatten(),
    ...dense((height / 4) * (width / 4) * second, plan),
  ]);
}

function dense(features: number, { hidden, classes, rng }: Omit<ModelPlan, "inputShape">): Module[] {
  const sizes = [features, ...hidden];
  const body = hidden.flatMap((size, i): Module[] => [new SpectralLinear(sizes[i] ?? features, size, { rng }), new GroupSort2()]);
  return [...body, new FrobeniusLinear(sizes.at(-1) ?? features, classes, { rng })];
}
