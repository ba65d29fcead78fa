import { type Tensor4D, conv2d, grads, sum, tensor4d } from "@tensorflow/tfjs-core";
import { numbers, type Subject } from "../subject.ts";

const image = (): Tensor4D => tensor4d(numbers(32 ** 4), [32, 32, 32, 32]);
const kernel = (): Tensor4D => tensor4d(numbers(3 * 3 * 32 * 64, 0.1), [3, 3, 32, 64]);

export const convolution: readonly Subject[] = [
  {
    name: "conv2d forward",
    make() {
      const [x, w] = [image(), kernel()];
      return () => conv2d(x, w, 1, "same");
    },
  },
  {
    name: "conv2d forward + backward",
    make() {
      const [x, w] = [image(), kernel()];
      const slopes = grads((a, b) => sum(conv2d(a as Tensor4D, b as Tensor4D, 1, "same")));
      return () => slopes([x, w]);
    },
    cannot: { stock: "has no Conv2DBackpropFilter on wasm" },
  },
];
