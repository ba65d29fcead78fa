import { type Scalar, type Tensor, type Variable, mul, reshape, sum, variable, variableGrads } from "@tensorflow/tfjs-core";
import { forwardPass } from "@surenet/nn";
import { type Snapshot, snapshot } from "./compare.ts";

/** One forward and one backward pass: `y = f(x)` and the gradients of `sum(y · upstream)`, of x and of the variables, all from a single evaluation. */
export function backward(
  f: (x: Tensor) => Tensor,
  x: Tensor,
  upstream: Tensor,
  { variables = [], see = (t) => t }: { variables?: readonly Variable[]; see?: (y: Tensor) => Tensor } = {},
): { y: Snapshot; gradX: Tensor; gradients: Tensor[] } {
  const point = variable(x);
  let y: Snapshot | undefined;
  const { grads } = variableGrads(() => {
    const output = forwardPass(() => f(point));
    y = snapshot(see(output));
    return reshape(sum(mul(output, upstream)), []) as Scalar;
  }, [point, ...variables]);
  point.dispose();
  const gradient = (v: Variable): Tensor => {
    const found = grads[v.name];
    if (found === undefined || y === undefined) throw new Error(`no gradient for ${v.name}`);
    return found;
  };
  return { y: y ?? { shape: [], values: [] }, gradX: gradient(point), gradients: variables.map(gradient) };
}
