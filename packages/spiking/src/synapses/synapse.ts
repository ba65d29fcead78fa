import { type Tensor, add, cast, clone, greater, less, logicalOr, maximum, minimum, mul, tidy, where as choose, zeros, zerosLike } from "@tensorflow/tfjs-core"; // prettier-ignore
import { invalidOption, shapeMismatch, wrongState } from "@surenet/tensor-backend";
import { type JsonObject, type JsonValue, Module } from "@surenet/nn";
import { interpolateNearest, interpolatePrevious, type Interpolation } from "../records/interpolate.ts";
import { RecordTensor } from "../records/record-tensor.ts";
import { notNegative, notZero, positive } from "../state/check-number.ts";
import { type Shape, neuronShape } from "../state/neuron-shape.ts";

/** What every synapse is told. */
export interface SynapseOptions {
  readonly dtMs: number;
  /** What one spike carries; a delta synapse gives it off within the step, as `charge / dt`. */
  readonly charge: number;
  /** The longest delay; 0 for none. */
  readonly delayMs?: number;
  /** Between two steps a spike is seen at the older one or at the nearer one. */
  readonly interpolation?: "previous" | "nearest";
  /** Times this close to a step, in milliseconds, are taken for it. */
  readonly toleranceMs?: number;
  /** The current outside `[0, delayMs]`; `null` takes the nearest time inside. */
  readonly overbound?: number | null;
}

export const SYNAPSE_OPTIONS = ["dtMs", "charge", "delayMs", "interpolation", "toleranceMs", "overbound"] as const;

/**
 * Turns spikes into current, and remembers both for as long as its delays reach.
 *
 * `forward` takes the spikes of one step, `[batch, ...shape]`, and gives the current of that step; `currentAt` and `spikeAt` look back. The past
 * is silent until the first step and after `clear()`; another batch size without it is an error.
 */
export abstract class Synapse extends Module {
  readonly shape: readonly number[];
  readonly dtMs: number;
  readonly charge: number;
  readonly delayMs: number;
  readonly interpolation: "previous" | "nearest";
  readonly toleranceMs: number;
  readonly overbound: number | null;
  readonly #records = new Map<string, RecordTensor>();

  constructor(where: string, shape: Shape, options: SynapseOptions) {
    super();
    const { dtMs, charge, delayMs = 0, interpolation = "previous", toleranceMs = 0, overbound = 0 } = options;
    this.shape = neuronShape(where, shape);
    this.dtMs = positive({ where, option: "dtMs", got: dtMs });
    this.charge = notZero({ where, option: "charge", got: charge });
    this.delayMs = notNegative({ where, option: "delayMs", got: delayMs });
    this.toleranceMs = notNegative({ where, option: "toleranceMs", got: toleranceMs });
    if (interpolation !== "previous" && interpolation !== "nearest")
      throw invalidOption({ where, option: "interpolation", got: interpolation, expected: '"previous" or "nearest"' });
    this.interpolation = interpolation;
    this.overbound = overbound;
  }

  override config(): JsonObject {
    return { shape: this.shape, options: this.options() };
  }

  protected options(): { readonly [name: string]: JsonValue } {
    const { dtMs, charge, delayMs, interpolation, toleranceMs, overbound } = this;
    return { dtMs, charge, delayMs, interpolation, toleranceMs, overbound };
  }

  /** The recorded parts of the current after a step, whose weighted sum is the current. */
  protected abstract parts(spikes: Tensor, injected: readonly Tensor[]): Readonly<Record<string, Tensor>>;

  /** How a part is read between two steps, and its share of the current. */
  protected abstract readonly readout: Readonly<Record<string, { readonly share: number; readonly between: Interpolation }>>;

  /** What a spike carries, where the current is the step's spikes times a number; else undefined. */
  get perSpike(): number | undefined {
    return undefined;
  }

  /** @param spikes `[batch, ...shape]`, borrowed, as what is injected beside them */
  override forward(spikes: Tensor, ...injected: readonly Tensor[]): Tensor {
    return tidy(() => {
      this.advance(spikes, ...injected);
      return this.current;
    });
  }

  /** {@link forward} without making the current. */
  advance(spikes: Tensor, ...injected: readonly Tensor[]): void {
    const where = `${this.constructor.name}.forward`;
    const [batch = 0, ...rest] = spikes.shape;
    if (rest.join() !== this.shape.join() || batch === 0)
      throw shapeMismatch({ where, expected: `[batch, ${this.shape.join(", ")}]`, got: spikes.shape });
    const running = this.#records.get("spikes");
    if (running !== undefined && !running.isEmpty && running.peek().shape[0] !== batch)
      throw wrongState({ where, problem: "a sequence of another batch size is under way", expected: `${running.peek().shape[0]} samples`, got: batch, fix: "Call clear() before a new sequence." }); // prettier-ignore
    tidy(() => {
      const x = spikes.dtype === "float32" ? spikes : cast(spikes, "float32");
      const parts = this.parts(x, injected);
      for (const [name, part] of Object.entries({ spikes: x, ...parts })) this.#record(name).push(part);
    });
  }

  /** The current of the last step, `[batch, ...shape]`; the surrounding `tidy` or the caller owns it. */
  get current(): Tensor {
    if (this.#record("spikes").isEmpty) return zeros([1, ...this.shape]);
    return tidy(() => this.#sum((name) => this.#record(name).peek()));
  }

  /** The spikes of the last step, owned as the current is; of one silent sample before the first. */
  get spikes(): Tensor {
    const record = this.#record("spikes");
    return record.isEmpty ? zeros([1, ...this.shape]) : clone(record.peek());
  }

  /** What part `name` came to in the last step, or undefined before the first. */
  protected last(name: string): Tensor | undefined {
    const record = this.#record(name);
    return record.isEmpty ? undefined : record.peek();
  }

  /**
   * The current of `times` milliseconds ago.
   *
   * @param times `[batch, ...shape]` or `[batch, ...shape, n]`, borrowed
   * @returns the shape of `times`, owned by the caller
   */
  currentAt(times: Tensor): Tensor {
    return tidy(() => this.#within(times, this.overbound, (inside) => this.#sum((name) => this.#select(name, inside))));
  }

  /** Whether there was a spike `times` milliseconds ago (0 or 1), false outside the record. */
  spikeAt(times: Tensor): Tensor {
    return tidy(() => this.#within(times, this.overbound === null ? null : 0, (inside) => this.#select("spikes", inside)));
  }

  /** Ends the sequence: the past is silent. */
  clear(): void {
    for (const record of this.#records.values()) record.dispose();
  }

  override dispose(): void {
    this.clear();
    super.dispose();
  }

  #record(name: string): RecordTensor {
    const { dtMs, delayMs: durationMs } = this;
    const record = this.#records.get(name) ?? new RecordTensor({ dtMs, durationMs, inclusive: true });
    this.#records.set(name, record);
    return record;
  }

  #sum(value: (name: string) => Tensor): Tensor {
    return Object.entries(this.readout).map(([name, { share }]) => mul(value(name), share)).reduce((a, b) => add(a, b)); // prettier-ignore
  }

  #select(name: string, times: Tensor): Tensor {
    const spikeLike = this.interpolation === "nearest" ? interpolateNearest : interpolatePrevious;
    const interpolation = name === "spikes" ? spikeLike : (this.readout[name]?.between ?? spikeLike);
    return this.#record(name).select(times, { interpolation, toleranceMs: this.toleranceMs });
  }

  #within(times: Tensor, outside: number | null, value: (inside: Tensor) => Tensor): Tensor {
    const inside = value(minimum(maximum(times, 0), this.delayMs));
    if (outside === null) return inside;
    const beyond = logicalOr(less(times, -this.toleranceMs - 1e-6), greater(times, this.delayMs + this.toleranceMs + 1e-6));
    return choose(beyond, add(zerosLike(inside), outside), inside);
  }
}
