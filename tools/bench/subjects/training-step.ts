import {
  type Scalar, type Tensor, type Tensor2D, type Variable, add, cast, logSoftmax, matMul, mean, mul, neg, oneHot, relu, sum, tensor, tidy, train, variable, variableGrads,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { crossEntropy } from "@surenet/losses";
import { Adam, Conv2d, Flatten, forwardPass, Linear, MaxPool2d, type Module, type Parameter, ReLU, Sequential } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { numbers, type Subject } from "../subject.ts";

const BATCH = 256;
const CONV_BATCH = 64;

export const trainingStep: readonly Subject[] = [
  { name: "mlp adam step 784-512-512-10", make: (side) => (side === "stock" ? stockMlpStep() : ourStep(mlp(), [BATCH, 784], BATCH)) },
  {
    name: "conv net adam step 3-32-32-64-64",
    make: () => ourStep(convNet(), [CONV_BATCH, 32, 32, 3], CONV_BATCH),
    cannot: { stock: "has no Conv2DBackpropFilter on wasm" },
  },
];

function mlp(): Module {
  const rng = createRng(0);
  return new Sequential([
    new Linear(784, 512, { rng }),
    new ReLU(),
    new Linear(512, 512, { rng }),
    new ReLU(),
    new Linear(512, 10, { rng }),
  ]);
}

function convNet(): Module {
  const rng = createRng(0);
  const conv = (from: number, to: number): Conv2d => new Conv2d(from, to, { kernelSize: 3, padding: 1, rng });
  const block = (from: number, to: number): Module[] => [conv(from, to), new ReLU(), conv(to, to), new ReLU(), new MaxPool2d(2)];
  return new Sequential([...block(3, 32), ...block(32, 64), new Flatten(), new Linear(64 * 8 * 8, 10, { rng })]);
}

function labels(batch: number): Int32Array {
  return Int32Array.from({ length: batch }, (_, i) => i % 10);
}

function ourStep(model: Module, shape: number[], batch: number): () => Tensor {
  const optimizer = new Adam({ learningRate: 1e-3 }).attach(model);
  const x = tensor(numbers(shape.reduce((a, b) => a * b, 1)), shape);
  const y = tensor(labels(batch), [batch], "int32");
  const parameters = model.parameters().filter((parameter): parameter is Parameter => parameter.trainable);
  return () =>
    tidy(() => {
      const { value, grads } = variableGrads(
        () => forwardPass(() => crossEntropy(model.forward(x), y)) as Scalar,
        parameters.map((parameter) => parameter.variable),
      );
      optimizer.step(new Map(parameters.map((parameter) => [parameter, grads[parameter.variable.name] as Tensor])));
      return value;
    });
}

/** The same step in plain TensorFlow.js, as its users write it. */
function stockMlpStep(): () => Tensor {
  const make = (rows: number, columns: number): [Variable, Variable] => [
    variable(tensor(numbers(rows * columns, 0.05), [rows, columns])),
    variable(tensor(new Float32Array(columns))),
  ];
  const layers = [make(784, 512), make(512, 512), make(512, 10)];
  const x = tensor(numbers(BATCH * 784), [BATCH, 784]);
  const y = cast(oneHot(tensor(labels(BATCH), [BATCH], "int32"), 10), "float32");
  const optimizer = train.adam(1e-3);
  const loss = (): Scalar => {
    const logits = layers.reduce<Tensor>((h, [w, b], i) => {
      const z = add(matMul(h as Tensor2D, w as unknown as Tensor2D), b);
      return i < layers.length - 1 ? relu(z) : z;
    }, x);
    return neg(mean(sum(mul(y, logSoftmax(logits)), -1))) as Scalar;
  };
  return () => optimizer.minimize(loss, true) as Scalar;
}
