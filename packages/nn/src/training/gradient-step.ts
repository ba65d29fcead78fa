import { type Scalar, type Tensor, clone, concat, keep, reshape, tidy, variableGrads } from "@tensorflow/tfjs-core";
import type { Batch } from "@surenet/data";
import { invalidValue, shapeMismatch, wrongState } from "@surenet/tensor-backend";
import { finiteShares, gradientNotFinite, sumsOfSquares } from "../optim/finite-gradients.ts";
import { forwardPass } from "../module/forward-pass.ts";
import type { Module } from "../module/module.ts";
import type { Parameter } from "../module/parameter.ts";
import type { LossFunction } from "./loss.ts";
import { releaseTape } from "./release-tape.ts";

/** The loss of a batch with its gradients, all finite; the receiver disposes the tensors. */
export interface GradientStep {
  readonly loss: number;
  /** The model's output, when it was asked for. */
  readonly output: Tensor | undefined;
  readonly gradients: ReadonlyMap<Parameter, Tensor>;
}

/**
 * One forward and backward pass. When the loss or a gradient is not finite, the buffers that the forward changed (running statistics,
 * power iterations) get their old values back.
 *
 * @param where names the step, for errors
 * @throws SurenetError `E_VALUE` for a loss or gradient that is not finite, `E_SHAPE` for a loss that is no scalar, `E_STATE` when nothing is trainable
 */
export async function gradientStep(
  model: Module,
  { input, target }: Batch,
  { loss, withOutput, where }: { readonly loss: LossFunction; readonly withOutput: boolean; readonly where: string },
): Promise<GradientStep> {
  const trainable = model.namedParameters().filter(([, parameter]) => parameter.trainable);
  if (trainable.length === 0) throw wrongState({ where, problem: "the model has no trainable parameter" });
  const buffers = model.buffers().map((buffer) => ({ buffer, before: clone(buffer.variable) }));
  let output: Tensor | undefined;
  const made: Tensor[] = [];
  try {
    const { value, grads } = variableGrads(
      () =>
        forwardPass(() => {
          const y = model.forward(input);
          if (withOutput) made.push((output = keep(clone(y))));
          return scalarLoss(loss(y, target, model), where);
        }),
      trainable.map(([, parameter]) => parameter.variable),
    );
    made.push(value, ...Object.values(grads));
    const named = trainable.filter(([, parameter]) => grads[parameter.variable.name] !== undefined);
    const gradients = new Map(named.map(([, parameter]) => [parameter, grads[parameter.variable.name] as Tensor]));

    const numbers = await readOnce(tidy(() => concat([reshape(value, [1]), sumsOfSquares(gradients.values())])));
    const [lossValue = NaN] = numbers;
    if (!Number.isFinite(lossValue)) {
      throw invalidValue({
        where,
        problem: "the loss is not finite; no parameter was changed",
        got: lossValue,
        fix: "Lower the learning rate, or clip the gradients.",
      });
    }
    if (!numbers.every(Number.isFinite)) {
      const error = gradientNotFinite(
        where,
        named.map(([path]) => path),
        await readOnce(finiteShares(gradients.values())),
      );
      if (error !== undefined) throw error;
    }
    value.dispose();
    return { loss: lossValue, output, gradients };
  } catch (error) {
    releaseTape();
    for (const { buffer, before } of buffers) buffer.assign(before);
    for (const tensor of made) tensor.dispose();
    throw error;
  } finally {
    for (const { before } of buffers) before.dispose();
  }
}

function scalarLoss(value: Tensor, where: string): Scalar {
  if (value.size !== 1)
    throw shapeMismatch({
      where,
      problem: "the loss is not a scalar",
      expected: "[]",
      got: value.shape,
      fix: "Take its mean over the batch.",
    });
  return reshape(value, []) as Scalar;
}

async function readOnce(
  values: Tensor,
): Promise<ArrayLike<number> & { every(test: (value: number) => boolean): boolean } & Iterable<number>> {
  try {
    return (await values.data()) as Float32Array;
  } finally {
    values.dispose();
  }
}
