import {
  type Tensor, add, cast, erf, exp, grad, greater, log, logSoftmax, matMul, max, mean, min, mul, neg, oneHot, reshape, slice, softplus, stack, sub, sum, tanh, tensor, tidy, zeros,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { crossEntropy } from "@surenet/losses";
import { groupSort } from "@surenet/tensor-backend";
import { numbers, type Side, type Subject } from "../subject.ts";

const matrix = (rows: number, columns: number, scale = 1): Tensor => tensor(numbers(rows * columns, scale), [rows, columns]);

const unary = (name: string, f: (x: Tensor) => Tensor): Subject => ({
  name: `${name} on 1M`,
  make() {
    const x = matrix(1024, 1024);
    return () => f(x);
  },
});

export const elementwise: readonly Subject[] = [
  unary("exp", exp),
  unary("tanh", tanh),
  unary("erf", erf),
  unary("log", (x) => log(add(x, 4))),
  unary("softplus", softplus),
  unary("sum of axis 0,", (x) => sum(x, 0)),
  unary("sum of axis 1,", (x) => sum(x, 1)),
];

const pairs = (x: Tensor): Tensor => {
  const p = reshape(x, [256, 256, 2]);
  return reshape(stack([min(p, 2), max(p, 2)], 2), [256, 512]);
};

export const groupSort2: Subject = {
  name: "GroupSort2 [256, 512] forward + backward",
  make(side: Side) {
    const [x, c] = [matrix(256, 512), matrix(256, 512)];
    const f = side === "stock" ? pairs : (a: Tensor): Tensor => groupSort(a, 2);
    const slope = grad((a: Tensor) => sum(mul(f(a), c)));
    return () => tidy(() => slope(x));
  },
};

export const lif: Subject = {
  name: "LIF 784-400, batch 128, 100 steps",
  make() {
    const [x, w] = [matrix(128, 784), matrix(784, 400, 0.05)];
    return () =>
      tidy(() => {
        let [v, count]: [Tensor, Tensor] = [zeros([128, 400]), zeros([128, 400])];
        for (let step = 0; step < 100; step++) {
          v = add(mul(v, 0.9), matMul(x, w));
          const spikes = cast(greater(v, 1), "float32");
          [v, count] = [sub(v, spikes), add(count, spikes)];
        }
        return count;
      });
  },
};

export const crossEntropyIndices: Subject = {
  name: "cross entropy [4096, 1000] forward + backward",
  make(side: Side) {
    const x = matrix(4096, 1000);
    const y = tensor(
      Int32Array.from({ length: 4096 }, (_, i) => (i * 37) % 1000),
      [4096],
      "int32",
    );
    const composed = (a: Tensor): Tensor => mean(neg(sum(mul(cast(oneHot(y, 1000), "float32"), logSoftmax(a)), 1)));
    const slope = grad(side === "stock" ? composed : (a: Tensor): Tensor => crossEntropy(a, y));
    return () => tidy(() => slice(slope(x), 0, 1)); // torch leaves its gradient where it is: reading all of it would be timed here
  },
};

/** The same by one-hot rows on our engine: what the direct form saves. */
export const crossEntropyOneHot: Subject = {
  name: "cross entropy [4096, 1000] by one-hot rows",
  make() {
    const x = matrix(4096, 1000);
    const y = cast(oneHot(tensor(Int32Array.from({ length: 4096 }, (_, i) => (i * 37) % 1000), [4096], "int32"), 1000), "float32"); // prettier-ignore
    const slope = grad((a: Tensor) => mean(neg(sum(mul(y, logSoftmax(a)), 1))));
    return () => tidy(() => slice(slope(x), 0, 1));
  },
};
