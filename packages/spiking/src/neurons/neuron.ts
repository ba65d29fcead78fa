import { type Tensor, cast, clone, fill, tidy, zeros } from "@tensorflow/tfjs-core";
import { shapeMismatch, wrongState } from "@surenet/tensor-backend";
import { type JsonObject, Module } from "@surenet/nn";
import { positive } from "../state/check-number.ts";
import { HeldTensors } from "../state/held-tensors.ts";
import { type Shape, neuronShape } from "../state/neuron-shape.ts";
import type { NeuronState } from "./fire.ts";

/** What every neuron is told. Voltages share a unit (millivolts, or none), as do currents. */
export interface NeuronOptions {
  /** The length of a step in milliseconds. */
  readonly dtMs: number;
  /** How long a neuron is deaf after its spike. */
  readonly refractoryMs?: number;
  /** Whether the voltage of a deaf neuron stands still. */
  readonly lock?: boolean;
}

/**
 * Neurons that are stepped: `forward` takes the current of one step, `[batch, ...shape]`, and gives its spikes, 0 or 1.
 *
 * The state (`voltage`, `refractory`, `spikes`) belongs to the module and lasts until `clear()`, which begins a new sequence. Another batch size
 * without it is an error, so that no sequence goes on under another one; the state never holds more than three tensors.
 */
export abstract class Neuron extends Module {
  readonly shape: readonly number[];
  readonly dtMs: number;
  readonly #state = new HeldTensors<"voltage" | "refractory" | "spikes">();
  #isFresh = true;

  constructor(where: string, shape: Shape, dtMs: number) {
    super();
    this.shape = neuronShape(where, shape);
    this.dtMs = positive({ where, option: "dtMs", got: dtMs });
  }

  /** The voltage that a sequence starts from. */
  abstract readonly rest: number;

  /** One step; tensors that it returns are owned by the caller, who runs it in a `tidy`. */
  protected abstract step(state: NeuronState, current: Tensor, adapts: boolean): NeuronState & { readonly spikes: Tensor };

  abstract override config(): JsonObject;

  /** @param current `[batch, ...shape]`, borrowed */
  override forward(current: Tensor, options: { readonly adapt?: boolean } = {}): Tensor {
    const [batch = 0, ...rest] = current.shape;
    const where = `${this.constructor.name}.forward`;
    if (rest.join() !== this.shape.join() || batch === 0)
      throw shapeMismatch({ where, expected: `[batch, ${this.shape.join(", ")}]`, got: current.shape });
    const running = this.#state.current?.voltage.shape[0];
    if (!this.#isFresh && running !== batch)
      throw wrongState({ where, problem: "a sequence of another batch size is under way", expected: `${running} samples`, got: batch, fix: "Call clear() before a new sequence." }); // prettier-ignore
    return tidy(() => {
      const state = this.#isFresh ? this.#restingState(batch) : this.#present();
      const next = this.step(state, current.dtype === "float32" ? current : cast(current, "float32"), options.adapt ?? this.training);
      this.#state.replace({ voltage: next.voltage, refractory: next.refractory, spikes: clone(next.spikes) });
      this.#isFresh = false;
      return next.spikes;
    });
  }

  /** `[batch, ...shape]`, borrowed until the next step; of one resting sample before the first. */
  get voltage(): Tensor {
    return this.#present().voltage;
  }

  /** What is left of the refractory periods in milliseconds, borrowed until the next step. */
  get refractory(): Tensor {
    return this.#present().refractory;
  }

  /** The spikes of the last step, borrowed until the next. */
  get spikes(): Tensor {
    return this.#present().spikes;
  }

  /** Ends the sequence: voltages at rest, nobody deaf. What a neuron learned over sequences (its adaptation) stays. */
  clear(_options?: { readonly keepAdaptation?: boolean }): void {
    const batch = this.#state.current?.voltage.shape[0] ?? 1;
    this.#isFresh = true;
    tidy(() => this.#state.replace(this.#restingState(batch)));
  }

  override dispose(): void {
    this.#state.dispose();
    super.dispose();
  }

  #present(): Readonly<Record<"voltage" | "refractory" | "spikes", Tensor>> {
    if (this.#state.current === undefined) this.clear();
    const { current } = this.#state;
    if (current === undefined) throw wrongState({ where: this.constructor.name, problem: "the neurons were disposed" });
    return current;
  }

  #restingState(batch: number): Record<"voltage" | "refractory" | "spikes", Tensor> {
    const shape = [batch, ...this.shape];
    return { voltage: fill(shape, this.rest), refractory: zeros(shape), spikes: zeros(shape) };
  }
}
