import { type TensorContainer, engine } from "@tensorflow/tfjs-core";
import { wrongState } from "../errors/throw.ts";

/** An open scope; its end disposes what was made inside. */
export interface Scope {
  /** Lets tensors outlive the scope: they belong to the scope around it, or to the caller. */
  keep<T extends TensorContainer>(tensors: T): T;
  [Symbol.dispose](): void;
}

/**
 * Opens a scope that ends with the block it stands in: every tensor made until then is disposed, save those kept.
 *
 * The same as `tidy` without a callback, so the block may return early, loop or throw. It must not wait: what other code makes while an `await`
 * hangs would fall into it.
 *
 * @throws SurenetError `E_STATE` at the end of the block when a scope opened inside is still open
 * @example
 * function norm(x: Tensor): Tensor {
 *   using s = scope();
 *   return s.keep(sqrt(sum(square(x)))); // the square and the sum are disposed
 * }
 */
export function scope(name: string = "scope"): Scope {
  const kept: TensorContainer[] = [];
  engine().startScope(name);
  const { id } = engine().state.activeScope;
  return {
    keep: (tensors) => {
      kept.push(tensors);
      return tensors;
    },
    [Symbol.dispose]: () => {
      if (engine().state.activeScope?.id !== id) {
        throw wrongState({
          where: name,
          problem: "this scope is not the innermost one",
          fix: "Declare scopes with `using`, end one before the next, and do not await inside.",
        });
      }
      engine().endScope(kept as TensorContainer);
    },
  };
}
