import { type Tensor, type Tensor1D, type Tensor4D, add, gather, grad, logSoftmax as stockLogSoftmax, max, maxPool, mean, mul, rsqrt, softmax, square, sub, sum, tensor, tidy, zeros } from "@tensorflow/tfjs-core"; // prettier-ignore
import { lifStep, logSoftmax, spikeMatMul, standardise } from "@surenet/tensor-backend";
import { numbers, type Side, type Subject } from "../subject.ts";

const values = (...shape: number[]): Tensor => tensor(numbers(shape.reduce((product, side) => product * side, 1)), shape);

/** The gradient of `Σ f(x)²`. */
const slope = (name: string, shape: number[], f: (x: Tensor, side: Side) => Tensor, cannot: Subject["cannot"] = {}): Subject => ({
  name,
  make(side) {
    const x = values(...shape);
    const derivative = grad((a: Tensor) => sum(square(f(a, side))));
    return () => tidy(() => derivative(x));
  },
  cannot,
});

const forward = (name: string, shape: number[], f: (x: Tensor, side: Side) => Tensor): Subject => ({
  name,
  make(side) {
    const x = values(...shape);
    return () => tidy(() => f(x, side));
  },
});

/** Softmaxes, extremes, norms, pools and picks. */
export const rows: readonly Subject[] = [
  forward("softmax [4096, 1000]", [4096, 1000], (x) => softmax(x)),
  forward("log softmax [4096, 1000]", [4096, 1000], (x, side) => (side === "stock" ? stockLogSoftmax(x) : logSoftmax(x))),
  forward("max of rows [4096, 1000]", [4096, 1000], (x) => max(x, 1)),
  slope("max of rows [4096, 1000] forward + backward", [4096, 1000], (x) => max(x, 1)),
  slope("layer norm [1024, 512] forward + backward", [1024, 512], (x, side) => (side === "stock" ? composedNorm(x) : standardise(x, 1e-5))),
  slope("max pool 2x2 [32, 32, 32, 32] forward + backward", [32, 32, 32, 32], (x) => maxPool(x as Tensor4D, 2, 2, "valid")),
  slope("gather 1024 of [1000, 256] forward + backward", [1000, 256], (x) => gather(x, places()), {
    stock: "has no UnsortedSegmentSum on wasm",
  }),
];

/** One recurrent layer of spiking neurons for 100 steps, one input in ten spiking. */
export const spikes: Subject = {
  name: "LIF 784-400 by spikes, batch 128, 100 steps",
  make() {
    const w = mul(values(784, 400), 0.05);
    const x = tensor(
      numbers(128 * 784).map((value) => Number(value > 1.384)),
      [128, 784],
    ); // 3.46 · 0.4: a tenth of the values
    return () =>
      tidy(() => {
        let [voltage, refractory, count]: [Tensor, Tensor, Tensor] = [zeros([128, 400]), zeros([128, 400]), zeros([128, 400])];
        for (let step = 0; step < 100; step++) {
          const input = spikeMatMul(x, w);
          const next = lifStep({ voltage, refractory }, input, { dtMs: 1, tauMs: 10, rest: 0, reset: 0, threshold: 1, refractoryMs: 2 });
          [voltage, refractory, count] = [next.voltage, next.refractory, add(count, next.spikes)];
        }
        return count;
      });
  },
};

const places = (): Tensor1D => tensor(Int32Array.from({ length: 1024 }, (_, i) => (i * 37) % 1000), [1024], "int32"); // prettier-ignore

function composedNorm(x: Tensor): Tensor {
  const centred = sub(x, mean(x, -1, true));
  return mul(centred, rsqrt(add(mean(square(centred), -1, true), 1e-5)));
}
