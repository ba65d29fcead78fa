import type { Tensor } from "@tensorflow/tfjs-core";
import type { Reducer } from "./reducer.ts";

/**
 * Feeds a reducer with something that a model shows after each step: a spike, a voltage, a current.
 *
 * Monitors are asked, not hooked in: `step()` belongs after the step that it should see, so nothing runs, and nothing is kept, behind one's back.
 *
 * @example
 * const rate = new Monitor(() => neuron.spikes, new AverageReducer({ dtMs: 1 }));
 * neuron.forward(current);
 * rate.step();
 * rate.reducer.peek();
 */
export class Monitor<R extends Reducer = Reducer> {
  readonly reducer: R;
  readonly #source: () => Tensor;

  constructor(source: () => Tensor, reducer: R) {
    this.#source = source;
    this.reducer = reducer;
  }

  step(): void {
    this.reducer.observe(this.#source());
  }

  clear(): void {
    this.reducer.clear();
  }
}
