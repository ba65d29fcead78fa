import { type Tensor, mean, stack, tidy } from "@tensorflow/tfjs-core";
import { type JsonObject, Module, type ModuleJson, type TrainOptions, type TrainResult, fit, readConfig } from "@surenet/nn";
import { type Rng, invalidOption } from "@surenet/tensor-backend";
import { BayesianModule, type OneDraw } from "../layers/bayesian-module.ts";
import { type Draw, checkDraw } from "../sampling/draw.ts";

/**
 * Networks that were trained apart, as one model: a drawn network is one of its members.
 *
 * With `samples: n` the output has the first n members' in front; otherwise it is the mean of all outputs.
 *
 * @throws SurenetError `E_OPTION` without members; from `forward` for more samples than members
 * @see Lakshminarayanan, Pritzel & Blundell 2017
 * @example predict(new Ensemble([first, second, third]), x, { rng }) // mean of three networks
 */
export class Ensemble extends BayesianModule {
  static readonly id: string = "bayes.Ensemble";
  readonly members: readonly Module[];

  constructor(members: readonly Module[]) {
    super();
    if (members.length === 0 || !members.every((member) => member instanceof Module))
      throw invalidOption({ where: "Ensemble", option: "members", got: members, expected: "at least one Module" });
    this.members = [...members];
  }

  static fromJSON(config: JsonObject, children: readonly Module[]): Ensemble {
    readConfig("bayes.Ensemble", config, {});
    return new Ensemble(children);
  }

  override toJSON(): ModuleJson {
    return { ...super.toJSON(), children: this.members.map((member) => member.toJSON()) };
  }

  get stochastic(): boolean {
    return true;
  }

  override get networks(): number {
    return this.members.length;
  }

  forward(x: Tensor, draw: Draw = {}): Tensor {
    checkDraw("Ensemble.forward", draw);
    const { samples = 0 } = draw;
    if (samples > this.members.length)
      throw invalidOption({ where: "Ensemble.forward", option: "samples", got: samples, expected: `at most ${this.members.length}` });
    return tidy(() => {
      const asked = samples === 0 ? this.members : this.members.slice(0, samples);
      const outputs = stack(asked.map((member) => member.forward(x)));
      return samples === 0 ? mean(outputs, 0) : outputs;
    });
  }

  override drawn(x: Tensor, { index, rng, sampling }: OneDraw): Tensor {
    const member = this.members[index % this.members.length] ?? this;
    return member instanceof BayesianModule ? member.drawn(x, { index, rng, sampling }) : member.forward(x);
  }
}

/**
 * Trains the members of a deep ensemble one after the other, each from its own start and through its own order of the data.
 *
 * @param make a new network from a stream
 * @param options those of `fit` for one member; `optimizer` is a function, because a member needs one of its own
 * @returns the ensemble in evaluation mode, and what each training came to
 * @throws SurenetError `E_OPTION`; what `fit` throws
 * @example await fitEnsemble((rng) => net(rng), { members: 5, data, loss, epochs: 10, rng, optimizer: () => new Adam() })
 */
export async function fitEnsemble(
  make: (rng: Rng) => Module,
  options: Omit<TrainOptions, "optimizer" | "checkpoint" | "resume" | "rng"> & {
    readonly members: number;
    readonly rng: Rng;
    readonly optimizer?: () => NonNullable<TrainOptions["optimizer"]>;
  },
): Promise<{ readonly model: Ensemble; readonly results: readonly TrainResult[] }> {
  const { members, rng, optimizer, ...rest } = options;
  if (!(Number.isInteger(members) && members >= 1))
    throw invalidOption({ where: "fitEnsemble", option: "members", got: members, expected: "an integer, 1 or more" });
  const made: Module[] = [];
  const results: TrainResult[] = [];
  try {
    for (let i = 0; i < members; i++) {
      const own = rng.fork(`member-${i}`);
      const member = make(own.fork("start"));
      made.push(member);
      results.push(await fit(member, { ...rest, rng: own.fork("order"), ...(optimizer && { optimizer: optimizer() }) }));
    }
  } catch (error) {
    for (const member of made) member.dispose();
    throw error;
  }
  return { model: new Ensemble(made).eval(), results };
}
