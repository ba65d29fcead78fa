import { Tensor, argMax, cast, dispose, keep, matMul, mean, reshape, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { SurenetError, checkOptions, invalidOption, invalidValue, shapeMismatch, wrongState } from "@surenet/tensor-backend";
import { Buffer, type JsonObject, Module, positiveInteger, readConfig } from "@surenet/nn";
import { type Assignment, assignByRate, classRates } from "./class-rates.ts";
import { checkRates } from "./check-rates.ts";
import { type Shape, neuronShape } from "../state/neuron-shape.ts";

export interface MaxRateOptions {
  /** How fast old rates fade, per sample of a class: `rates ← exp(−decay · n) · rates + new`; 0 keeps them all. */
  readonly decay?: number;
}

export interface RegressOptions {
  /** Whether a neuron counts by the share of its class in its rates, else by 1. */
  readonly proportional?: boolean;
}

export interface MaxRateForwardOptions<L extends boolean | null = boolean | null> extends RegressOptions {
  /** `false`: the labels; `true`: labels and logits; `null`: no inference. */
  readonly logits?: L;
}

/** What the rates imply, as tensors that belong to the classifier. */
interface Derived {
  readonly proportions: Tensor;
  readonly assignments: Tensor;
  readonly occurrences: Tensor;
  /** `[neurons, classes]`: what one spike of a neuron adds to the logits. */
  readonly weights: { readonly proportional: Tensor; readonly plain: Tensor };
}

/**
 * Reads classes out of spike rates: each neuron speaks for the class at whose samples it fired most.
 *
 *     rates[n, k]    ← exp(−decay · n_k) · rates[n, k] + mean of the inputs of class k      for classes in the batch
 *     proportions    = rates / Σ_k rates          assignments = argmax_k proportions          occurrences = neurons per class
 *     logits[b, k]   = Σ_{n: assigned to k} inputs[b, n] · proportions[n, k] / occurrences[k]
 *
 * Rates add up (they are no averages); ties go to the lowest class, a class without neurons has logit 0. A neuron that never fired counts
 * for class 0 and dilutes it. Before the first update everything is zero. Checking the numbers reads them, which WebGPU cannot do at once.
 *
 * @param shape a neuron count or a shape
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_DTYPE`; `E_VALUE` for rates that are negative or not finite and labels out of range
 * @example
 * const readout = new MaxRateClassifier(2, 2);
 * readout.update(tensor([[3, 0], [1, 2]]), tensor1d([0, 1], "int32"));  // rates [[3, 1], [0, 2]]
 * readout.classify(tensor([[0, 4]]));                                   // [1]
 * @see Diehl & Cook 2015, §2.4 (the assignment of neurons to classes)
 */
export class MaxRateClassifier extends Module {
  static readonly id: string = "spiking.MaxRateClassifier";
  readonly shape: readonly number[];
  readonly numClasses: number;
  readonly decay: number;
  readonly accumulated: Buffer;
  readonly #untouched: object;
  #derived: { readonly from: object; readonly values: Derived } | undefined;

  constructor(shape: Shape, numClasses: number, options: MaxRateOptions = {}) {
    super();
    checkOptions("MaxRateClassifier", options, ["decay"]);
    const { decay = 0 } = options;
    this.shape = neuronShape("MaxRateClassifier", shape);
    this.numClasses = positiveInteger("MaxRateClassifier", "numClasses", numClasses);
    if (!(typeof decay === "number" && decay >= 0))
      throw invalidOption({ where: "MaxRateClassifier", option: "decay", got: decay, expected: "a number >= 0" });
    this.decay = decay;
    this.accumulated = new Buffer(() => zeros([...this.shape, numClasses]));
    this.#untouched = this.accumulated.variable.dataId;
  }

  static fromJSON(config: JsonObject): MaxRateClassifier {
    const { shape, numClasses, decay } = readConfig("spiking.MaxRateClassifier", config, {
      shape: "numbers",
      numClasses: "number",
      decay: "json",
    });
    return new MaxRateClassifier(shape, numClasses, { decay: Number(decay) });
  }

  override config(): JsonObject {
    return { shape: this.shape, numClasses: this.numClasses, decay: Number.isFinite(this.decay) ? this.decay : "Infinity" };
  }

  /** `[...shape, classes]`, borrowed. Assigning copies the numbers and recomputes what follows from them. */
  get rates(): Tensor {
    return this.accumulated.variable;
  }

  set rates(rates: Tensor) {
    const where = "MaxRateClassifier.rates";
    const { variable } = this.accumulated;
    if (!(rates instanceof Tensor))
      throw new SurenetError("E_DTYPE", { where, problem: "the rates are no tensor", expected: "a float32 tensor", got: rates });
    if (rates.dtype !== "float32") throw new SurenetError("E_DTYPE", { where, problem: "the rates have another type", expected: "float32", got: rates.dtype }); // prettier-ignore
    if (rates.shape.join() !== variable.shape.join())
      throw shapeMismatch({ where, expected: `[${variable.shape.join(", ")}]`, got: rates.shape });
    checkRates(where, rates);
    this.#assign(Float32Array.from(rates.dataSync()));
  }

  /** The share of each class in a neuron's rates, `[...shape, classes]`, borrowed. */
  get proportions(): Tensor {
    return this.#current().proportions;
  }

  /** The class of each neuron, `[...shape]` int32, borrowed. */
  get assignments(): Tensor {
    return this.#current().assignments;
  }

  set assignments(value: unknown) {
    throw wrongState({ where: "MaxRateClassifier.assignments", problem: "they follow from the rates", got: value, fix: "Assign `rates`." });
  }

  /** How many neurons each class has, `[classes]` int32, borrowed. */
  get occurrences(): Tensor {
    return this.#current().occurrences;
  }

  /** Takes in the rates of labelled samples: `inputs [batch, ...shape]` and `labels [batch]` int32, both borrowed. */
  update(inputs: Tensor, labels: Tensor): void {
    const where = "MaxRateClassifier.update";
    const [batch, values] = this.#flat(where, inputs);
    if (labels.dtype !== "int32") throw new SurenetError("E_DTYPE", { where, problem: "labels are class indices", expected: "int32", got: labels.dtype }); // prettier-ignore
    if (labels.rank !== 1 || labels.size !== batch)
      throw shapeMismatch({ where, problem: "one label for each sample", expected: `[${batch}]`, got: labels.shape });
    const classes = labels.dataSync();
    const wrong = classes.findIndex((label) => !(label >= 0 && label < this.numClasses));
    if (wrong >= 0)
      throw invalidValue({ where, problem: `label ${wrong} is no class`, expected: `0 to ${this.numClasses - 1}`, got: classes[wrong] });
    const { decay, numClasses } = this;
    this.#assign(classRates(this.rates.dataSync(), { values, classes, numClasses, decay }));
  }

  /** Logits `[batch, classes]`, owned by the caller; `inputs [batch, ...shape]` or flat, borrowed. */
  regress(inputs: Tensor, options: RegressOptions = {}): Tensor {
    checkOptions("MaxRateClassifier.regress", options, ["proportional"]);
    const { proportional = true } = options;
    const [batch, values] = this.#flat("MaxRateClassifier.regress", inputs);
    if (batch === 0) return zeros([0, this.numClasses]);
    const { weights } = this.#current();
    return tidy(() => matMul(reshape(inputs, [batch, values.length / batch]), proportional ? weights.proportional : weights.plain));
  }

  /** The class with the largest logit, the lowest among equals: `[batch]` int32, owned by the caller. */
  classify(inputs: Tensor, options: RegressOptions = {}): Tensor {
    return tidy(() => argMax(this.regress(inputs, options), 1));
  }

  /**
   * Classifies with the rates as they are, then takes in the labels if there are any.
   *
   * @param inputs `[batch, ...shape]`, or `[time, batch, ...shape]` of any type, which is averaged over time
   * @param labels `null` to classify only; leaving them out is an error, since a training loop without labels learns nothing
   */
  override forward(inputs: Tensor, labels?: Tensor | null, options?: MaxRateForwardOptions<false>): Tensor;
  override forward(inputs: Tensor, labels: Tensor | null, options: MaxRateForwardOptions<true>): [labels: Tensor, logits: Tensor];
  override forward(inputs: Tensor, labels: Tensor | null, options: MaxRateForwardOptions<null>): null;
  override forward(
    inputs: Tensor,
    labels: Tensor | null | undefined,
    options: MaxRateForwardOptions = {},
  ): Tensor | [Tensor, Tensor] | null {
    const where = "MaxRateClassifier.forward";
    checkOptions(where, options, ["logits", "proportional"]);
    const { logits = false, proportional = true } = options;
    if (labels === undefined) throw invalidValue({ where, problem: "there are no labels", expected: "labels, or null to classify only" });
    const results = tidy(() => {
      const rates = inputs.rank === this.shape.length + 2 ? mean(cast(inputs, "float32"), 0) : inputs;
      const scores = logits === null ? undefined : this.regress(rates, { proportional });
      const found = scores === undefined ? [] : [argMax(scores, 1), ...(logits === true ? [scores] : [])];
      if (labels !== null) this.update(rates, labels);
      return found;
    });
    const [classes, scores] = results;
    if (classes === undefined) return null;
    return scores === undefined ? classes : [classes, scores];
  }

  override dispose(): void {
    this.#release();
    super.dispose();
  }

  /** Checks inputs of one row per sample, and gives their numbers. */
  #flat(where: string, inputs: Tensor): [batch: number, values: Float32Array] {
    if (!(inputs instanceof Tensor)) throw new SurenetError("E_DTYPE", { where, problem: "the rates are no tensor", expected: "a float32 tensor", got: inputs }); // prettier-ignore
    const neurons = this.shape.reduce((product, side) => product * side, 1);
    const [batch = 0, ...rest] = inputs.shape;
    const isFlat = rest.length === 1 && rest[0] === neurons;
    if (inputs.rank < 2 || (!isFlat && rest.join() !== this.shape.join()))
      throw shapeMismatch({ where, expected: `[batch, ${this.shape.join(", ")}]`, got: inputs.shape });
    if (inputs.dtype !== "float32") throw new SurenetError("E_DTYPE", { where, problem: "rates are float32 (spikes of other types need the time axis)", expected: "float32", got: inputs.dtype }); // prettier-ignore
    return [batch, checkRates(where, inputs)];
  }

  #assign(values: Float32Array): void {
    tidy(() => this.accumulated.assign(tensor(values, [...this.shape, this.numClasses])));
  }

  #current(): Derived {
    const from = this.accumulated.variable.dataId;
    if (this.#derived?.from === from) return this.#derived.values;
    this.#release();
    const { numClasses } = this;
    const counted = from !== this.#untouched;
    const values = this.#tensors(assignByRate(this.rates.dataSync(), { numClasses, counted }));
    this.#derived = { from, values };
    return values;
  }

  #tensors({ proportions, assignments, occurrences, weights }: Assignment): Derived {
    const flat = [assignments.length, this.numClasses];
    return {
      proportions: keep(tensor(proportions, [...this.shape, this.numClasses])),
      assignments: keep(tensor(assignments, [...this.shape], "int32")),
      occurrences: keep(tensor(occurrences, [this.numClasses], "int32")),
      weights: { proportional: keep(tensor(weights.proportional, flat)), plain: keep(tensor(weights.plain, flat)) },
    };
  }

  #release(): void {
    if (this.#derived !== undefined) dispose({ ...this.#derived.values, ...this.#derived.values.weights, weights: [] });
    this.#derived = undefined;
  }
}
