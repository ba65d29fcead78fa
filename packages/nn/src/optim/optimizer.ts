import { type Tensor, clone, dispose, keep, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, invalidValue, wrongState } from "@surenet/tensor-backend";
import type { JsonObject } from "../module/json.ts";
import type { Module } from "../module/module.ts";
import type { Parameter } from "../module/parameter.ts";
import { finiteShares, gradientNotFinite, sumsOfSquares } from "./finite-gradients.ts";
import type { ManifoldStep, RuleState } from "./manifold.ts";
import { pickState } from "./pick-state.ts";

export interface ParameterGroup {
  readonly parameters: (name: string, parameter: Parameter) => boolean;
  readonly learningRate: number;
}

export interface OptimizerOptions {
  readonly learningRate?: number;
  /** Learning rates of their own for some parameters, those on a manifold included; the first group that matches counts. */
  readonly groups?: readonly ParameterGroup[];
}

export interface RuleStep extends ManifoldStep {
  /** How often this parameter has moved, this step included: 1 at the first. */
  readonly count: number;
}

/** Everything that the next step depends on. */
export interface OptimizerState {
  /** By parameter path: which rule moved it so far, and how often. */
  readonly parameters: Readonly<Record<string, { readonly rule: string; readonly steps: number }>>;
  /** `<parameter path>.<name>`: live tensors, borrowed. */
  readonly tensors: Readonly<Record<string, Tensor>>;
}

interface Slot {
  readonly path: string;
  readonly learningRate: number;
  state: RuleState | undefined;
  count: number;
}

/**
 * Moves parameters against their gradients by a rule, the subclass; parameters on a manifold follow the manifold's rule.
 *
 * @example
 * const optimizer = new Adam({ learningRate: 1e-2 }).attach(model);
 * optimizer.step(gradients, { scale: schedule(step, steps) });
 */
export abstract class Optimizer {
  /** Part of the file format. */
  abstract readonly rule: string;
  readonly learningRate: number;
  readonly #groups: readonly ParameterGroup[];
  #model: Module | undefined;
  #slots = new Map<Parameter, Slot>();

  constructor({ learningRate = 1e-3, groups = [] }: OptimizerOptions) {
    for (const rate of [learningRate, ...groups.map((group) => group.learningRate)]) checkRate(rate);
    this.learningRate = learningRate;
    this.#groups = groups;
  }

  /** The hyperparameters, by which a resumed run is compared with the first. */
  abstract config(): JsonObject;
  /** The tensors that the rule keeps for a parameter, before the first step. Runs in a tidy. */
  protected abstract initialState(parameter: Tensor): RuleState;
  /** One step of the rule, in the manner of {@link Manifold.update}. Runs in a tidy. */
  protected abstract update(step: RuleStep): { readonly parameter: Tensor; readonly state: RuleState };

  /**
   * Names the parameters and assigns them to groups. The model then disposes the optimiser with itself.
   *
   * @throws SurenetError `E_STATE` when the optimiser belongs to another model
   */
  attach(model: Module): this {
    if (this.#model !== undefined && this.#model !== model) {
      throw wrongState({
        where: `${this.rule}.attach`,
        problem: "the optimiser belongs to another model",
        fix: "Make one optimiser per model.",
      });
    }
    if (this.#model === undefined) model.adopt(this);
    this.#model = model;
    for (const [path, parameter] of model.namedParameters()) {
      if (this.#slots.has(parameter)) continue;
      const group = this.#groups.find(({ parameters }) => parameters(path, parameter));
      const learningRate = group?.learningRate ?? parameter.manifold?.learningRate ?? this.learningRate;
      this.#slots.set(parameter, { path, learningRate, state: undefined, count: 0 });
    }
    return this;
  }

  /**
   * One step for the parameters in `gradients`; others stay where they are.
   *
   * @param gradients borrowed
   * @param options `scale` multiplies every learning rate; `checked` skips the (synchronous) test for NaN and infinity
   * @throws SurenetError `E_VALUE` for a gradient that is not finite, `E_STATE` for a parameter that is not attached; nothing is changed then
   */
  step(gradients: ReadonlyMap<Parameter, Tensor>, options: { readonly scale?: number; readonly checked?: boolean } = {}): void {
    checkOptions(`${this.rule}.step`, options, ["scale", "checked"]);
    const { scale = 1, checked = false } = options;
    const moves = [...gradients].map(([parameter, gradient]) => ({ parameter, gradient, slot: this.#slot(parameter) }));
    if (!checked) this.#checkFinite(moves);

    const moved: Moved[] = [];
    tidy(() => {
      for (const { parameter, gradient, slot } of moves) moved.push(this.#move(parameter, gradient, slot, scale));
      for (const { parameter, state } of moved) for (const tensor of [parameter, ...Object.values(state)]) keep(tensor);
    });
    moves.forEach(({ parameter, slot }, i) => {
      const next = moved[i];
      if (next === undefined) return;
      parameter.assign(next.parameter);
      next.parameter.dispose();
      dispose({ ...slot.state });
      slot.state = next.state;
      slot.count++;
    });
  }

  /** The state so far; empty before the first step. */
  stateDict(): OptimizerState {
    const used = [...this.#slots].flatMap(([parameter, { path, count, state }]) =>
      state === undefined ? [] : [{ parameter, path, count, state }],
    );
    return {
      parameters: Object.fromEntries(
        used.map(({ parameter, path, count }) => [path, { rule: this.#ruleOf(parameter).name, steps: count }]),
      ),
      tensors: Object.fromEntries(
        used.flatMap(({ path, state }) => Object.entries(state).map(([name, tensor]) => [`${path}.${name}`, tensor])),
      ),
    };
  }

  /**
   * Continues from a saved state, whose tensors are borrowed; all of it or nothing.
   *
   * @throws SurenetError `E_VALUE` for other parameters, rules or names, `E_SHAPE` for other shapes
   */
  loadStateDict(saved: OptimizerState): void {
    const where = `${this.rule}.loadStateDict`;
    const byPath = new Map([...this.#slots].map(([parameter, slot]) => [slot.path, { parameter, slot }]));
    const loaded = new Map<Slot, { readonly state: RuleState; readonly count: number }>();
    let used = 0;
    for (const [path, { rule: savedRule, steps }] of Object.entries(saved.parameters)) {
      const known = byPath.get(path);
      if (known === undefined)
        throw invalidValue({ where, problem: `there is no parameter ${path}`, expected: [...byPath.keys()].join(", ") });
      const rule = this.#ruleOf(known.parameter);
      if (rule.name !== savedRule)
        throw invalidValue({ where, problem: `${path} was moved by another rule`, expected: rule.name, got: savedRule });
      const state = pickState(where, path, () => rule.initialState(known.parameter.variable), saved.tensors);
      loaded.set(known.slot, { state, count: steps });
      used += Object.keys(state).length;
    }
    const extra = Object.keys(saved.tensors).length - used;
    if (extra !== 0) throw invalidValue({ where, problem: `${extra} tensors belong to no parameter` });

    this.dispose();
    for (const [slot, { state, count }] of loaded) {
      slot.count = count;
      slot.state = Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, keep(clone(tensor))]));
    }
  }

  /** Frees the state; the next step starts afresh. A second call does nothing. */
  dispose(): void {
    for (const slot of this.#slots.values()) {
      dispose({ ...slot.state });
      slot.state = undefined;
      slot.count = 0;
    }
  }

  #move(parameter: Parameter, gradient: Tensor, slot: Slot, scale: number): Moved {
    const rule = this.#ruleOf(parameter);
    const state = slot.state ?? rule.initialState(parameter.variable);
    const learningRate = slot.learningRate * scale;
    const next = rule.update({ parameter: parameter.variable, gradient, state, learningRate, count: slot.count + 1 });
    const borrowed = new Set([parameter.variable, gradient, ...Object.values(state)]);
    const own = (tensor: Tensor): Tensor => (borrowed.has(tensor) ? clone(tensor) : tensor); // a rule may return what it was given
    return {
      parameter: own(next.parameter),
      state: Object.fromEntries(Object.entries(next.state).map(([name, tensor]) => [name, own(tensor)])),
    };
  }

  #ruleOf(parameter: Parameter): Rule {
    const { manifold } = parameter;
    if (manifold !== undefined) return manifold;
    return { name: this.rule, initialState: (raw) => this.initialState(raw), update: (step) => this.update(step) };
  }

  #slot(parameter: Parameter): Slot {
    const slot = this.#slots.get(parameter);
    if (slot !== undefined) return slot;
    throw wrongState({
      where: `${this.rule}.step`,
      problem: "a parameter is not attached",
      fix: "Call optimizer.attach(model) first, and again after adding layers.",
    });
  }

  #checkFinite(moves: readonly { readonly gradient: Tensor; readonly slot: Slot }[]): void {
    const gradients = moves.map(({ gradient }) => gradient);
    if (gradients.length === 0 || tidy(() => sumsOfSquares(gradients).dataSync()).every(Number.isFinite)) return;
    const names = moves.map(({ slot }) => slot.path);
    const count = 1 + Math.max(...moves.map(({ slot }) => slot.count));
    const error = gradientNotFinite(
      `${this.rule}, step ${count}`,
      names,
      tidy(() => finiteShares(gradients).dataSync()),
    );
    if (error !== undefined) throw error;
  }
}

interface Moved {
  readonly parameter: Tensor;
  readonly state: RuleState;
}

/** What the optimiser's own rule and a manifold have in common. */
interface Rule {
  readonly name: string;
  initialState(parameter: Tensor): RuleState;
  update(step: RuleStep): Moved;
}

function checkRate(learningRate: number): void {
  if (learningRate >= 0 && learningRate < Infinity) return;
  throw invalidOption({ where: "Optimizer", option: "learningRate", got: learningRate, expected: "a finite number >= 0" });
}
