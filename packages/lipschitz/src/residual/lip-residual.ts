import { type Tensor, add, mul, scalar, sigmoid, sub, tidy } from "@tensorflow/tfjs-core";
import { invalidOption, malformedFile, shapeMismatch, unsupported } from "@surenet/tensor-backend";
import { type JsonObject, Module, type ModuleJson, Parameter, readConfig } from "@surenet/nn";
import { lower } from "../certify/lower.ts";
import type { Lowered } from "../certify/lowered.ts";

/**
 * A mixture of an input and what a module makes of it, in learnt shares: `y = s x + (1 - s) f(x)`, `s = sigmoid(α)`.
 *
 * A convex combination: 1-Lipschitz when f is. α starts at 0, which is the mean of the two.
 *
 * @throws SurenetError `E_SHAPE` when f changes the shape
 * @example new LipResidual(new Sequential([new SpectralLinear(8, 8, { rng }), new GroupSort2()]))
 */
export class LipResidual extends Module {
  static readonly id: string = "lipschitz.LipResidual";
  readonly body: Module | undefined;
  readonly alpha: Parameter = new Parameter(() => scalar(0));

  /** @param body without one the module only has {@link LipResidual.combine}, as in the reference */
  constructor(body?: Module) {
    super();
    if (body !== undefined && !(body instanceof Module))
      throw invalidOption({ where: "LipResidual", option: "body", got: body, expected: "a Module" });
    this.body = body;
  }

  static fromJSON(config: JsonObject, children: readonly Module[]): LipResidual {
    readConfig("lipschitz.LipResidual", config, {});
    if (children.length > 1)
      throw malformedFile({
        where: "lipschitz.LipResidual",
        problem: "the number of children is wrong",
        expected: "0 or 1",
        got: children.length,
      });
    return new LipResidual(children[0]);
  }

  override toJSON(): ModuleJson {
    return { ...super.toJSON(), children: this.body === undefined ? [] : [this.body.toJSON()] };
  }

  /** `s x + (1 - s) y` for two tensors of one shape, borrowed. */
  combine(x: Tensor, y: Tensor): Tensor {
    if (x.shape.join() !== y.shape.join())
      throw shapeMismatch({ where: "LipResidual", expected: `[${x.shape.join(", ")}], the shape that went in`, got: y.shape });
    return tidy(() => {
      const share = sigmoid(this.alpha.value);
      return add(mul(x, share), mul(y, sub(1, share)));
    });
  }

  forward(x: Tensor): Tensor {
    return tidy(() => this.combine(x, this.#body().forward(x)));
  }

  async lower(shape: readonly number[]): Promise<Lowered> {
    const inner = await lower(this.#body(), shape);
    if (inner.shape.join() !== shape.join())
      throw shapeMismatch({
        where: "certify",
        problem: "LipResidual's body changes the shape",
        expected: `[${shape.join(", ")}]`,
        got: inner.shape,
      });
    const [alpha = 0] = await this.alpha.value.data();
    const share = 1 / (1 + Math.exp(-alpha));
    const branches = [{ weight: share, ops: [] }, { weight: 1 - share, ops: inner.ops }]; // prettier-ignore
    return { ops: [{ op: "branches", branches }], shape };
  }

  #body(): Module {
    if (this.body !== undefined) return this.body;
    throw unsupported({ where: "LipResidual.forward", problem: "it was made without a module", fix: "Pass one, or call combine(x, y)." });
  }
}
