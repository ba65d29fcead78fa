import { type Tensor, add, tidy } from "@tensorflow/tfjs-core";
import { type JsonObject, Module, type ModuleJson, readConfig } from "@surenet/nn";
import { invalidOption, malformedFile, shapeMismatch } from "@surenet/tensor-backend";
import type { Draw } from "../sampling/draw.ts";
import { BayesianModule } from "./bayesian-module.ts";
import { isStochastic, step } from "./sequential.ts";

/**
 * Adds its input to what a module makes of it: `y = x + f(x)`; an input without samples is added to every sample of `f(x)`.
 *
 * @throws SurenetError `E_SHAPE` when `f` changes the shape
 * @see He et al. 2016, eq. 1
 * @example new Residual(new Sequential([new GaussianLinear(8, 8, { rng }), new ReLU()]))
 */
export class Residual extends BayesianModule {
  static readonly id: string = "bayes.Residual";
  readonly body: Module;

  constructor(body: Module) {
    super();
    if (!(body instanceof Module)) throw invalidOption({ where: "Residual", option: "body", got: body, expected: "a Module" });
    this.body = body;
  }

  static fromJSON(config: JsonObject, children: readonly Module[]): Residual {
    readConfig("bayes.Residual", config, {});
    const [body, ...others] = children;
    if (body === undefined || others.length > 0)
      throw malformedFile({ where: "bayes.Residual", problem: "the number of children is wrong", expected: "1", got: children.length });
    return new Residual(body);
  }

  override toJSON(): ModuleJson {
    return { ...super.toJSON(), children: [this.body.toJSON()] };
  }

  get stochastic(): boolean {
    return isStochastic(this.body);
  }

  forward(x: Tensor, draw: Draw = {}): Tensor {
    return tidy(() => {
      const [y] = step(this.body, x, draw);
      if (y.shape.slice(y.rank - x.rank).join() !== x.shape.join())
        throw shapeMismatch({ where: "Residual.forward", expected: `[.., ${x.shape.join(", ")}]`, got: y.shape });
      return add(x, y);
    });
  }
}
