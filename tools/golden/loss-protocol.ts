import { type Tensor, grads, mul, onesLike, reshape, sum } from "@tensorflow/tfjs-core";
import type { CaseReader } from "./case-reader.ts";
import type { Got } from "./compare.ts";

/** The loss and the gradient of `sum(loss · grad_output)`, of the sum alone where the case has no such field, for a loss of an input and whatever else the caller binds. */
export function gradientProtocol(golden: CaseReader, f: (input: Tensor) => Tensor, name = "input"): Record<string, Got> {
  const input = golden.input(name);
  const value = f(input);
  const upstream = golden.has("grad_output") ? golden.input("grad_output") : onesLike(value);
  const [gradient] = grads((x) => {
    const loss = f(x as Tensor);
    return sum(mul(loss, fitted(upstream, loss.shape)));
  })([input]);
  return { loss: value, [`grad_${name}`]: gradient ?? NaN };
}

/** {@link gradientProtocol} for an object with a target. */
export function lossProtocol(golden: CaseReader, loss: { forward(input: Tensor, target: Tensor): Tensor }): Record<string, Got> {
  const target = golden.input("target");
  return gradientProtocol(golden, (input) => loss.forward(input, target));
}

/** Where the reference's output has another shape than ours, its upstream gradient is summed, or repeated, over the trailing axes. */
function fitted(upstream: Tensor, shape: readonly number[]): Tensor {
  if (upstream.rank > shape.length) return sum(upstream, upstream.shape.map((_, i) => i).slice(shape.length));
  return reshape(upstream, [...upstream.shape, ...shape.slice(upstream.rank).map(() => 1)]);
}
