import { tidy, transpose } from "@tensorflow/tfjs-core";
import { type Module, type OnnxContext, type OnnxConverter, onnxConverter, onnxWeight, ReLU } from "@surenet/nn";
import { unsupported } from "@surenet/tensor-backend";
import { ScaleNorm } from "../blocks/scale-norm.ts";
import { MlpBranch } from "../branches/mlp-branch.ts";
import { ClassifierLeaf } from "../leaves/classifier-leaf.ts";
import { PointRegressorLeaf } from "../leaves/point-regressor-leaf.ts";
import { RegressorLeaf } from "../leaves/regressor-leaf.ts";
import { TiedLinear } from "../leaves/tied-linear.ts";
import { ImageRoot } from "../roots/image-root.ts";
import { VectorRoot } from "../roots/vector-root.ts";

/** How the nodes of a tree become ONNX operations, those of vectors and images; a leaf becomes its answer. */
export const treeConverters: readonly OnnxConverter[] = [
  onnxConverter(VectorRoot, (_, { input }) => input),
  onnxConverter(ImageRoot, ({ encoder }, { input, convert }) => convert(encoder, "encoder", input)),
  onnxConverter(MlpBranch, mlpBranch),
  onnxConverter(ClassifierLeaf, ({ encoder }, context) => chain(encoder, context)),
  onnxConverter(PointRegressorLeaf, ({ encoder }, context) => chain(encoder, context)),
  onnxConverter(RegressorLeaf, naturalMean),
  onnxConverter(ScaleNorm, scaleNorm),
  onnxConverter(TiedLinear, tiedLinear),
];

async function chain(layers: readonly Module[], { input, convert }: OnnxContext): Promise<string> {
  let value = input;
  for (const [i, layer] of layers.entries()) value = await convert(layer, `encoder.${i}`, value);
  return value;
}

async function mlpBranch({ encoder }: MlpBranch, { input, shape, convert }: OnnxContext): Promise<string> {
  if (shape.length !== 2) throw unsupported({ where: "exportTreeOnnx", problem: "a branch over positions has no converter" });
  let value = input;
  for (const [i, layer] of encoder.entries()) {
    const sum = await convert(layer, `encoder.${i}`, value);
    value = await convert(new ReLU(), `encoder.${i}.activation`, sum);
  }
  return value;
}

/** `μ = η₁ σ²` with `σ² = max(1 / (4 log(1 + e^(b/2))), floor)`, and the way back to the units of the labels. */
async function naturalMean({ encoder, outDim, varLb, outcomeTransform }: RegressorLeaf, context: OnnxContext): Promise<string> {
  const { graph, path } = context;
  const number = (name: string, value: number): string => graph.constant(`${path}.${name}`, Float32Array.of(value), []);
  const both = await chain(encoder, context);
  const part = (from: number): string =>
    graph.add("Slice", [both, graph.integers([from]), graph.integers([from + outDim]), graph.integers([-1])]);
  const precision = graph.add("Mul", [graph.add("Softplus", [graph.add("Mul", [part(outDim), number("half", 0.5)])]), number("four", 4)]);
  const variance = graph.add("Max", [graph.add("Reciprocal", [precision]), number("floor", varLb)]);
  const mean = graph.add("Mul", [part(0), variance]);
  if (outcomeTransform === undefined) return mean;
  const { stdvs, means, outcomes } = outcomeTransform;
  const stdv = graph.constant(`${path}.stdvs`, Float32Array.from(await stdvs.variable.data()), [1, outcomes]);
  const centre = graph.constant(`${path}.means`, Float32Array.from(await means.variable.data()), [1, outcomes]);
  return graph.add("Add", [graph.add("Mul", [mean, stdv]), centre]);
}

async function scaleNorm({ weight, bias, eps }: ScaleNorm, context: OnnxContext): Promise<string> {
  const weights = [await onnxWeight(context, "weight", weight), ...(bias === undefined ? [] : [await onnxWeight(context, "bias", bias)])];
  return context.graph.add("LayerNormalization", [context.input, ...weights], { axis: -1, epsilon: { float: eps } });
}

/** With the weight of another where it is tied to one. */
async function tiedLinear({ weight, bias, tied, inFeatures, outFeatures }: TiedLinear, context: OnnxContext): Promise<string> {
  const { graph, path, input } = context;
  const own = tidy(() => (tied === undefined ? weight.value : transpose(tied.value)).dataSync());
  const matrix = graph.constant(`${path}.weight`, Float32Array.from(own), [inFeatures, outFeatures]);
  const product = graph.add("MatMul", [input, matrix]);
  return bias === undefined ? product : graph.add("Add", [product, await onnxWeight(context, "bias", bias)]);
}
