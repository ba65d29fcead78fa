import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { ascending, notAbove, notNegative, notZero, positive } from "../state/check-number.ts";
import type { Shape } from "../state/neuron-shape.ts";
import { type NeuronState, fire } from "./fire.ts";
import { integrateQuadratic } from "./integrate.ts";
import { Neuron, type NeuronOptions } from "./neuron.ts";

export interface QIFOptions extends NeuronOptions {
  /** The membrane's time constant. */
  readonly tauMs: number;
  readonly rest: number;
  /** Above it the voltage runs to the threshold without current. */
  readonly critical: number;
  readonly affinity: number;
  readonly reset: number;
  readonly threshold: number;
  readonly resistance?: number;
}

/**
 * Quadratic integrate-and-fire: {@link integrateQuadratic}, with {@link fire}'s threshold and refractory period.
 *
 * One Euler step of `τ dv/dt = a (v − E)(v − v_c) + R·I`: small `dtMs` matter near the spike.
 *
 * @throws SurenetError `E_OPTION` unless `rest < critical ≤ threshold`, `reset < threshold` and times and affinity are positive; `E_SHAPE`, `E_STATE`
 * @example new QIF(10, { dtMs: 0.5, tauMs: 10, rest: -60, critical: -50, affinity: 0.04, reset: -65, threshold: -40 })
 * @see Gerstner, Kistler, Naud & Paninski 2014, §5.3
 */
export class QIF extends Neuron {
  static readonly id: string = "spiking.QIF";
  readonly tauMs: number;
  readonly rest: number;
  readonly critical: number;
  readonly affinity: number;
  readonly reset: number;
  readonly threshold: number;
  readonly resistance: number;
  readonly refractoryMs: number;
  readonly lock: boolean;

  constructor(shape: Shape, options: QIFOptions) {
    super("QIF", shape, options.dtMs);
    checkOptions("QIF", options, [
      "dtMs",
      "tauMs",
      "rest",
      "critical",
      "affinity",
      "reset",
      "threshold",
      "resistance",
      "refractoryMs",
      "lock",
    ]);
    const { tauMs, rest, critical, affinity, reset, threshold, resistance = 1, refractoryMs = 0, lock = true } = options;
    ascending("QIF", ["rest", "critical"], [rest, critical]);
    ascending("QIF", ["reset", "threshold"], [reset, threshold]);
    notAbove("QIF", { critical, threshold });
    positive({ where: "QIF", option: "tauMs", got: tauMs });
    positive({ where: "QIF", option: "affinity", got: affinity });
    notZero({ where: "QIF", option: "resistance", got: resistance });
    this.tauMs = tauMs;
    this.rest = rest;
    this.critical = critical;
    this.affinity = affinity;
    this.reset = reset;
    this.threshold = threshold;
    this.resistance = resistance;
    this.refractoryMs = notNegative({ where: "QIF", option: "refractoryMs", got: refractoryMs });
    this.lock = lock;
  }

  static fromJSON(config: JsonObject): QIF {
    const { shape, ...options } = readConfig(QIF.id, config, {
      shape: "numbers",
      dtMs: "number",
      tauMs: "number",
      rest: "number",
      critical: "number",
      affinity: "number",
      reset: "number",
      threshold: "number",
      resistance: "number",
      refractoryMs: "number",
      lock: "boolean",
    });
    return new QIF(shape, options);
  }

  override config(): JsonObject {
    return {
      shape: this.shape,
      dtMs: this.dtMs,
      tauMs: this.tauMs,
      rest: this.rest,
      critical: this.critical,
      affinity: this.affinity,
      reset: this.reset,
      threshold: this.threshold,
      resistance: this.resistance,
      refractoryMs: this.refractoryMs,
      lock: this.lock,
    };
  }

  protected override step(state: NeuronState, current: Tensor): NeuronState & { readonly spikes: Tensor } {
    return fire(state, current, { ...this, dynamics: (voltage, drive) => integrateQuadratic(voltage, drive, this) });
  }
}
