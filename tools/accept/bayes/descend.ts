import { type Scalar, type Tensor, reshape, tidy, variableGrads } from "@tensorflow/tfjs-core";
import { type Module, type Optimizer, cosine, forwardPass } from "@surenet/nn";

/** Full-batch steps with a rate that falls to zero. */
export function descend(
  model: Module,
  optimizer: Optimizer,
  { steps, loss }: { readonly steps: number; readonly loss: () => Tensor },
): void {
  optimizer.attach(model);
  const parameters = model.parameters();
  const variables = parameters.map(({ variable }) => variable);
  const schedule = cosine();
  for (let step = 0; step < steps; step++) {
    tidy(() => {
      const { value, grads } = variableGrads(() => forwardPass(() => reshape(loss(), [])) as Scalar, variables);
      const gradients = new Map(parameters.map((parameter, i) => [parameter, grads[variables[i]?.name ?? ""] ?? value]));
      optimizer.step(gradients, { scale: schedule(step, steps), checked: true });
    });
  }
}
