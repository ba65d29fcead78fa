import { type Scalar, type Tensor, tensor, tidy, variableGrads } from "@tensorflow/tfjs-core";
import { CrossEntropyLoss, VariationalFreeEnergy } from "@surenet/bayes-losses";
import { bayesianMlp } from "@surenet/bayes-nn";
import { Sgd, forwardPass } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { numbers, type Subject } from "../subject.ts";

const BATCH = 128;
const SAMPLES = 8;

/** One step on the negative evidence lower bound of a Gaussian perceptron, as the reference's benchmark has it: 8 samples, batch 128, plain gradient descent. */
export const elboStep: Subject = {
  name: "elbo step 784-256-10, 8 samples",
  make: () => step(),
  cannot: { stock: "TensorFlow.js has no Gaussian layers" },
};

function step(): () => Tensor {
  const model = bayesianMlp([784, 256, 10], { rng: createRng(0), samples: SAMPLES });
  const loss = new VariationalFreeEnergy({ nll: new CrossEntropyLoss(), klWeight: null });
  const optimizer = new Sgd({ learningRate: 1e-3 }).attach(model);
  const x = tensor(numbers(BATCH * 784), [BATCH, 784]);
  const y = tensor(
    Int32Array.from({ length: BATCH }, (_, i) => i % 10),
    [BATCH],
    "int32",
  );
  const parameters = model.parameters();
  const variables = parameters.map(({ variable }) => variable);
  return () =>
    tidy(() => {
      const { value, grads } = variableGrads(() => forwardPass(() => loss.forward(model.forward(x), y, model)) as Scalar, variables);
      optimizer.step(new Map(parameters.map((parameter, i) => [parameter, grads[variables[i]?.name ?? ""] ?? value])), { checked: true });
      return value;
    });
}
