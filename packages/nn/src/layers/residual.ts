import { type Tensor, add, tidy } from "@tensorflow/tfjs-core";
import { invalidOption, malformedFile, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "../module/json.ts";
import { Module, type ModuleJson } from "../module/module.ts";

/**
 * Adds its input to what a module makes of it: `y = x + f(x)`.
 *
 * @throws SurenetError `E_SHAPE` when `f` changes the shape
 * @see He et al. 2016, eq. 1
 * @example new Residual(new Sequential([new Linear(8, 8, { rng }), new ReLU()]))
 */
export class Residual extends Module {
  static readonly id: string = "nn.Residual";
  readonly body: Module;

  constructor(body: Module) {
    super();
    if (!(body instanceof Module)) throw invalidOption({ where: "Residual", option: "body", got: body, expected: "a Module" });
    this.body = body;
  }

  static fromJSON(config: JsonObject, children: readonly Module[]): Residual {
    readConfig("nn.Residual", config, {});
    const [body, ...others] = children;
    if (body === undefined || others.length > 0) {
      throw malformedFile({ where: "nn.Residual", problem: "the number of children is wrong", expected: "1", got: children.length });
    }
    return new Residual(body);
  }

  override toJSON(): ModuleJson {
    return { ...super.toJSON(), children: [this.body.toJSON()] };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => {
      const y = this.body.forward(x);
      if (y.shape.join() !== x.shape.join()) {
        throw shapeMismatch({ where: "Residual.forward", expected: `[${x.shape.join(", ")}], the shape that went in`, got: y.shape });
      }
      return add(x, y);
    });
  }
}
