import { type Tensor, grads, mul, sum } from "@tensorflow/tfjs-core";
import type { CaseReader } from "./case-reader.ts";
import type { Got } from "./compare.ts";

/** The loss and the gradient of `sum(loss · grad_output)`. */
export function lossProtocol(golden: CaseReader, loss: { forward(input: Tensor, target: Tensor): Tensor }): Record<string, Got> {
  const [input, target] = [golden.input("input"), golden.input("target")];
  const value = loss.forward(input, target);
  if (!golden.has("grad_output")) return { loss: value };
  const upstream = golden.input("grad_output");
  const [gradient] = grads((x) => sum(mul(loss.forward(x as Tensor, target), upstream)))([input]);
  return { loss: value, grad_input: gradient ?? NaN };
}
