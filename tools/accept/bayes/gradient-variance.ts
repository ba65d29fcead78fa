import {
  type Scalar,
  type Tensor,
  type Variable,
  add,
  mul,
  reshape,
  square,
  sub,
  sum,
  tidy,
  variableGrads,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { type Module, forwardPass } from "@surenet/nn";

/** The trace of the gradient's covariance over draws, for each parameter by its path: `Σ_i Var(g_i)`. */
export function gradientVariance(model: Module, loss: () => Tensor, draws: number): ReadonlyMap<string, number> {
  const named = model.namedParameters();
  const variables = named.map(([, { variable }]) => variable);
  let first: Tensor[] | undefined; // sums are taken around the first draw, so that equal gradients have a variance of exactly 0
  let sums: [Tensor, Tensor][] = variables.map((v) => [zerosLike(v), zerosLike(v)]);
  for (let i = 0; i < draws; i++) {
    const gradients = gradientsOf(loss, variables);
    first ??= gradients.map((gradient) => gradient.clone());
    const next = sums.map(([linear, squares], p): [Tensor, Tensor] => {
      const distance = tidy(() => sub(gradients[p] ?? linear, first?.[p] ?? 0));
      const both: [Tensor, Tensor] = [tidy(() => add(linear, distance)), tidy(() => add(squares, square(distance)))];
      distance.dispose();
      return both;
    });
    for (const owned of [...gradients, ...sums.flat()]) owned.dispose();
    sums = next;
  }
  const traces = sums.map(([linear, squares]) =>
    tidy(() => sum(mul(sub(squares, mul(square(linear), 1 / draws)), 1 / (draws - 1))).dataSync()[0] ?? NaN),
  );
  for (const owned of [...(first ?? []), ...sums.flat()]) owned.dispose();
  return new Map(named.map(([path], i) => [path, traces[i] ?? NaN]));
}

function gradientsOf(loss: () => Tensor, variables: Variable[]): Tensor[] {
  const { value, grads } = variableGrads(() => forwardPass(() => reshape(loss(), [])) as Scalar, variables);
  value.dispose();
  return variables.map((v) => grads[v.name] ?? zerosLike(v));
}
