import { type Tensor, expandDims, scalar, squeeze } from "@tensorflow/tfjs-core";
import {
  InvertibleDownSampling, InvertibleUpSampling, type LipschitzModule, LipResidual, ScaledAdaptativeL2NormPool2d, ScaledAdaptiveAvgPool2d, ScaledAvgPool2d, ScaledL2NormPool2d,
} from "@surenet/lipschitz"; // prettier-ignore
import { backward } from "../backward.ts";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";
import { channelsFirst, channelsLast } from "../layout.ts";

/** Pools and samplings: layers without parameters on images, single images among them. */
export function imageLayer(golden: CaseReader): Record<string, Got> {
  const layer = make(golden);
  const given = golden.input("x");
  const single = given.rank === 3; // [channels, height, width]
  const inward = (t: Tensor): Tensor => channelsLast(single ? expandDims(t, 0) : t);
  const outward = (t: Tensor): Tensor => (single ? squeeze(channelsFirst(t), [0]) : channelsFirst(t));
  const { y, gradX } = backward((point) => layer.forward(point), inward(given), inward(golden.input("grad_output")), { see: outward });
  const exported = layer.eval().vanillaExport();
  return {
    y,
    grad_x: outward(gradX),
    y_export: outward(exported.forward(inward(given))),
    export_class: exported.constructor.name,
    export_is_self: exported === layer,
  };
}

function make(golden: CaseReader): LipschitzModule {
  const name = golden.param<string>("class");
  const kernel = (): number => golden.param<number>("kernel_size") ?? 0; // a number or a pair, as our constructors take it
  switch (name) {
    case "ScaledAvgPool2d":
      return new ScaledAvgPool2d(kernel(), golden.options(["k_coef_lip", "stride", "ceil_mode", "divisor_override", "count_include_pad"]));
    case "ScaledL2NormPool2d":
      return new ScaledL2NormPool2d(kernel(), golden.options(["k_coef_lip", "stride", "ceil_mode"]));
    case "ScaledAdaptiveAvgPool2d":
      return new ScaledAdaptiveAvgPool2d(golden.param<[number, number]>("output_size") ?? 0, golden.options(["k_coef_lip"]));
    case "ScaledAdaptativeL2NormPool2d":
      return new ScaledAdaptativeL2NormPool2d(golden.options(["k_coef_lip", "output_size"]));
    case "InvertibleDownSampling":
      return new InvertibleDownSampling(kernel(), golden.options(["k_coef_lip"]));
    case "InvertibleUpSampling":
      return new InvertibleUpSampling(kernel(), golden.options(["k_coef_lip"]));
    default:
      throw new Error(`the runner does not know the class ${String(name)}`);
  }
}

export function lipResidual(golden: CaseReader): Record<string, Got> {
  golden.param("class");
  const layer = new LipResidual();
  layer.alpha.assign(scalar(golden.param<number>("alpha") ?? 0));
  const [x, y, upstream] = [golden.input("x"), golden.input("y"), golden.input("grad_output")];
  const first = backward((point) => layer.combine(point, y), x, upstream, { variables: [layer.alpha.variable] });
  const second = backward((point) => layer.combine(x, point), y, upstream);
  return { z: first.y, grad_x: first.gradX, grad_y: second.gradX, grad_alpha: first.gradients[0] ?? NaN };
}
