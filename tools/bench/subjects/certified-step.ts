import { type Scalar, type Tensor, tensor, tidy, variableGrads } from "@tensorflow/tfjs-core";
import { FrobeniusLinear, GroupSort2, HKRMulticlassLoss, Sequential, SpectralLinear } from "@surenet/lipschitz";
import { Adam, forwardPass, type Module } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { numbers, type Subject } from "../subject.ts";

const BATCH = 256;

/** Training steps of 1-Lipschitz perceptrons under HKR; the torch side is deel-torchlip's. */
export const certifiedStep: readonly Subject[] = [512, 256].map((hidden) => ({
  name: `certified mlp step 784-${hidden}-${hidden}-10`,
  make: () => step(hidden),
  cannot: { stock: "has no such layers" },
}));

function step(hidden: number): () => Tensor {
  const rng = createRng(0);
  const layers: Module[] = [
    new SpectralLinear(784, hidden, { rng }),
    new GroupSort2(),
    new SpectralLinear(hidden, hidden, { rng }),
    new GroupSort2(),
    new FrobeniusLinear(hidden, 10, { rng }),
  ];
  const model = new Sequential(layers);
  const loss = new HKRMulticlassLoss({ alpha: 0.98, minMargin: 2 });
  const optimizer = new Adam({ learningRate: 1e-3 }).attach(model);
  const x = tensor(numbers(BATCH * 784), [BATCH, 784]);
  const y = tensor(Int32Array.from({ length: BATCH }, (_, i) => i % 10), [BATCH], "int32"); // prettier-ignore
  const parameters = model.parameters();
  return () =>
    tidy(() => {
      const { value, grads } = variableGrads(
        () => forwardPass(() => loss.forward(model.forward(x), y)) as Scalar,
        parameters.map(({ variable }) => variable),
      );
      optimizer.step(new Map(parameters.map((parameter) => [parameter, grads[parameter.variable.name] as Tensor])));
      return value;
    });
}
