import { type Tensor, add, tensor, tidy } from "@tensorflow/tfjs-core";
import { numbers, type Subject } from "../subject.ts";

const COUNT = 100;

/** What an operation costs where there is next to nothing to compute. */
export const smallOperations: Subject = {
  name: `${COUNT} additions of 8 numbers`,
  make() {
    const x = tensor(numbers(8));
    return () =>
      tidy(() => {
        let y: Tensor = x;
        for (let i = 0; i < COUNT; i++) y = add(y, x);
        return y;
      });
  },
};
