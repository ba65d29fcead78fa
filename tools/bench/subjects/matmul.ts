import { matMul, tensor } from "@tensorflow/tfjs-core";
import { numbers, type Subject } from "../subject.ts";

const square = (n: number, transposeA: boolean, transposeB: boolean): Subject => ({
  name: `matmul ${n} ${transposeA ? "t" : "n"}${transposeB ? "t" : "n"}`,
  make() {
    const [a, b] = [tensor(numbers(n * n), [n, n]), tensor(numbers(n * n), [n, n])];
    return () => matMul(a, b, transposeA, transposeB);
  },
});

export const matmul: readonly Subject[] = [
  square(512, false, false),
  square(512, false, true),
  square(512, true, false),
  square(512, true, true),
  square(1024, false, false),
  {
    name: "matmul 32x[256,64]x[64,256]",
    make() {
      const [a, b] = [tensor(numbers(32 * 256 * 64), [32, 256, 64]), tensor(numbers(32 * 64 * 256), [32, 64, 256])];
      return () => matMul(a, b);
    },
  },
];
