import { type Tensor, grad, mul, sum } from "@tensorflow/tfjs-core";
import { BatchCentering, BatchLipNorm, LayerCentering, ScaleBiasLayer, SharedLipFactory } from "@surenet/lipschitz";
import { forwardPass, type Module } from "@surenet/nn";
import { backward } from "../backward.ts";
import type { CaseReader } from "../case-reader.ts";
import { type Got, snapshot } from "../compare.ts";
import { channelsFirst, channelsLast } from "../layout.ts";

export function normalisation(golden: CaseReader): Record<string, Got> {
  const name = golden.param<string>("class");
  switch (name) {
    case "LayerCentering":
      return layerCentering(golden);
    case "ScaleBiasLayer": {
      const layer = new ScaleBiasLayer(golden.param<number>("scalar") ?? 1, golden.options(["num_features", "bias"]));
      return oneForward(golden, layer);
    }
    case "SharedLipFactory":
      return sharedFactory(golden);
    case "BatchCentering":
    case "BatchLipNorm": {
      const features = golden.param<number>("num_features") ?? 0;
      golden.param("dim"); // the default's axes, named
      const layer =
        name === "BatchCentering"
          ? new BatchCentering(features, golden.options(["bias"]))
          : new BatchLipNorm(features, golden.options(["bias", "centering", "normalize", "eps"]));
      return golden.hasParam("modes") ? batches(golden, layer) : reset(golden, layer);
    }
    default:
      throw new Error(`the runner does not know the class ${String(name)}`);
  }
}

function layerCentering(golden: CaseReader): Record<string, Got> {
  const { rank } = golden.input("x");
  // the reference's axis 1 is our last, the axes after it move one down
  const ours = (dim: number): number => {
    const axis = dim < 0 ? dim + rank : dim;
    return axis === 1 ? rank - 1 : axis - 1;
  };
  const axes = (golden.param<number[]>("dim") ?? []).map(ours);
  return oneForward(golden, new LayerCentering({ axes, ...golden.options(["num_features", "bias"]) }));
}

function oneForward(golden: CaseReader, layer: LayerCentering | ScaleBiasLayer): Record<string, Got> {
  if (layer.bias !== undefined) layer.bias.assign(golden.input("bias"));
  const x = channelsLast(golden.input("x"));
  const variables = layer.bias === undefined ? [] : [layer.bias.variable];
  const { y, gradX, gradients } = backward((point) => layer.forward(point), x, channelsLast(golden.input("grad_output")), { variables, see: channelsFirst }); // prettier-ignore
  const gradBias = gradients[0];
  return {
    y,
    grad_x: channelsFirst(gradX),
    ...(gradBias === undefined ? {} : { grad_bias: gradBias }),
    y_eval: channelsFirst(layer.eval().forward(x)),
  };
}

/** A sequence of training and evaluation forwards with the state after each, then the export. */
function batches(golden: CaseReader, layer: BatchLipNorm): Record<string, Got> {
  if (layer.bias !== undefined) layer.bias.assign(golden.input("bias"));
  const variables = layer.bias === undefined ? [] : [layer.bias.variable];
  const got: Record<string, Got> = {};
  for (const [i, mode] of [...(golden.param<string>("modes") ?? "")].entries()) {
    layer.train(mode === "t");
    let scaling: Got = NaN;
    const { y, gradX, gradients } = backward(
      (point) => {
        const output = layer.forward(point);
        scaling = snapshot(layer.scalingFactor());
        return output;
      },
      channelsLast(golden.input(`x${i}`)),
      channelsLast(golden.input(`grad_output${i}`)),
      { variables, see: channelsFirst },
    );
    Object.assign(got, { [`y${i}`]: y, [`grad_x${i}`]: channelsFirst(gradX), [`scaling${i}`]: scaling });
    if (gradients[0] !== undefined) got[`grad_bias${i}`] = gradients[0];
    Object.assign(got, states(layer, `state${i}`));
  }
  const x = channelsLast(golden.input("x_export"));
  layer.eval();
  const exported = layer.vanillaExport();
  return {
    ...got,
    export_class: exported.constructor.name,
    export_scalar: exported.scalar,
    export_bias: exported.bias?.variable ?? NaN,
    y_export: channelsFirst(exported.forward(x)),
    y_last: channelsFirst(layer.forward(x)),
  };
}

/** Two batches, forgotten; then a third. */
function reset(golden: CaseReader, layer: BatchLipNorm): Record<string, Got> {
  layer.forward(channelsLast(golden.input("x0")));
  layer.forward(channelsLast(golden.input("x1")));
  layer.resetStates();
  const after = states(layer, "after_reset");
  const y = snapshot(channelsFirst(layer.forward(channelsLast(golden.input("x2")))));
  return { ...after, y, ...states(layer, "after") };
}

function states(layer: Module, prefix: string): Record<string, Got> {
  const names = new Map(Object.entries(layer.torchLayout()).map(([ours, { name }]) => [ours, name ?? ours]));
  return Object.fromEntries(
    layer.namedBuffers().map(([ours, { variable }]) => [`${prefix}.${names.get(ours) ?? ours}`, snapshot(variable)]),
  );
}

function sharedFactory(golden: CaseReader): Record<string, Got> {
  golden.param("compose");
  const factory = new SharedLipFactory();
  const empty = snapshot(factory.currentProduct({ training: true }));
  const features = golden.input("x").shape[1] ?? 1;
  const layers = [new BatchLipNorm(features, { factory }), new BatchLipNorm(features, { factory })] as const;
  const forward = (x: Tensor): Tensor => layers[1].forward(mul(layers[0].forward(x), 2));
  const x = golden.input("x");
  const got: Record<string, Got> = { empty_product: empty, registered: layers.length };
  got["grad_x_of_product"] = grad((point) => {
    got["y"] = snapshot(forwardPass(() => forward(point)));
    const product = factory.currentProduct({ training: true });
    got["product_train"] = snapshot(product);
    return sum(product);
  })(x);
  for (const layer of layers) layer.eval();
  got["y_eval"] = forward(x);
  got["product_eval"] = factory.currentProduct({ training: false });
  return got;
}
