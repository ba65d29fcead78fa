import { type Tensor, slice, squeeze, tidy, transpose } from "@tensorflow/tfjs-core";
import { evaluateLipConst, GroupSort2, type LipEvaluation, PadConv2d, type PadConvOptions } from "@surenet/lipschitz";
import { Linear, Module, ReLU, Sequential } from "@surenet/nn";
import { type Rng, createRng } from "@surenet/tensor-backend";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";
import { channelsFirst, channelsLast } from "../layout.ts";

const EVALUATION = ["disjoint_neurons", "num_noisy_samples", "epsilon_noise", "num_iterations", "step_size", "double_attack"];

export async function evaluate(golden: CaseReader): Promise<Record<string, Got>> {
  golden.param("call");
  const x = golden.input("x");
  if (golden.hasParam("model")) {
    const model = convolution(golden);
    return { lip: await evaluateLipConst(model, x), lip_disjoint: await evaluateLipConst(model, x, { disjointNeurons: true }) };
  }
  const evaluationType = golden.param<LipEvaluation>("evaluation_type") ?? "attack";
  const rng = golden.has("randn") ? replaying(golden) : createRng(0);
  return { lip: await evaluateLipConst(network(golden), x, { evaluationType, rng, ...golden.options(EVALUATION) }) };
}

/** The reference's draws, one after the other. */
function replaying(golden: CaseReader): Pick<Rng, "normal" | "uniform"> {
  const [normals, uniforms] = [golden.input("randn"), golden.input("rand")];
  let [n, u] = [0, 0];
  return {
    normal: (shape) => squeeze(slice(normals, [n++, ...shape.map(() => 0)], [1, ...shape]), [0]),
    uniform: () => slice(uniforms, u++, 1),
  };
}

function network(golden: CaseReader): Sequential {
  const sizes = golden.param<number[]>("sizes") ?? [];
  const activation = golden.param<string>("activation");
  const layers = sizes.slice(1).flatMap((outputs, i): Module[] => {
    const linear = new Linear(sizes[i] ?? 1, outputs, { rng: createRng(0) });
    linear.loadStateDict({ weight: transpose(golden.input(`w${i}`)), bias: golden.input(`b${i}`) });
    return i === 0 ? [linear] : [activation === "ReLU" ? new ReLU() : new GroupSort2(), linear];
  });
  return new Sequential(layers);
}

/** In the reference's layout, whose last axis is the width: that is what it takes for neurons here. */
class ChannelsFirst extends Module {
  readonly inner: Module;

  constructor(inner: Module) {
    super();
    this.inner = inner;
  }

  forward(x: Tensor): Tensor {
    return tidy(() => channelsFirst(this.inner.forward(channelsLast(x))));
  }
}

function convolution(golden: CaseReader): Module {
  golden.param("model");
  const paddingMode = golden.param<PadConvOptions["paddingMode"]>("padding_mode") ?? "zeros";
  const weight = transpose(golden.input("w0"), [2, 3, 1, 0]);
  const inner = new PadConv2d(1, 2, { kernelSize: 3, padding: 1, paddingMode, rng: createRng(0) });
  inner.loadStateDict({ weight, bias: golden.input("b0") });
  return new ChannelsFirst(inner);
}
