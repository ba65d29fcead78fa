import { Tensor, clone, keep } from "@tensorflow/tfjs-core";
import { wrongState } from "@surenet/tensor-backend";

/** The values that parameters have in one evaluation of a model: each chain of parametrisations runs at most once. */
class ForwardPass {
  readonly #values = new Map<object, Tensor>();

  valueOf(parameter: object, evaluate: () => Tensor): Tensor {
    const known = this.#values.get(parameter);
    if (known !== undefined) return known;
    const value = keep(evaluate());
    this.#values.set(parameter, value);
    return value;
  }

  /** A result that is itself one of the values survives as a copy of the handle. */
  release<T>(result: T): T | Tensor {
    const values = [...this.#values.values()];
    return result instanceof Tensor && values.includes(result) ? clone(result) : result;
  }

  dispose(): void {
    for (const value of this.#values.values()) value.dispose();
  }
}

let current: ForwardPass | undefined;

/** The pass that is running, if any. */
export function currentPass(): Pick<ForwardPass, "valueOf"> | undefined {
  return current;
}

/**
 * A value that several parts of one {@link forwardPass} need, evaluated once in it; outside of a pass, every time.
 *
 * @param key whose value it is, the same object every time
 * @returns in a pass a handle that belongs to it, so never dispose it; outside, what `evaluate` returned
 * @example oncePerPass(this, () => square(this.scale.value))
 */
export function oncePerPass(key: object, evaluate: () => Tensor): Tensor {
  return current?.valueOf(key, evaluate) ?? evaluate();
}

/**
 * Runs `body` so that every parameter evaluates its parametrisations at most once, however often its value is read.
 *
 * A forward and its loss belong in one pass: a loss that reads the rows of the head then sees the very tensor the head used, and a
 * stateful step (a power iteration) advances once. Works inside `variableGrads`; a nested pass joins the outer one.
 * The body must be synchronous; values read in it are released when it ends.
 *
 * @returns what `body` returned
 * @throws SurenetError `E_STATE` when that is a promise
 * @example variableGrads(() => forwardPass(() => loss(model.forward(x), y, model)).asScalar(), variables);
 */
export function forwardPass<T>(body: () => T): T {
  if (current !== undefined) return body();
  const pass = new ForwardPass();
  current = pass;
  try {
    const result = body();
    if (result instanceof Promise)
      throw wrongState({ where: "forwardPass", problem: "the body is asynchronous", fix: "Await outside of it." });
    return pass.release(result) as T; // a Tensor is replaced by a Tensor
  } finally {
    current = undefined;
    pass.dispose();
  }
}
