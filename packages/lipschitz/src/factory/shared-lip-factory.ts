import { type Tensor, mul, scalar, tidy } from "@tensorflow/tfjs-core";
import { invalidOption } from "@surenet/tensor-backend";
import { LipschitzModule } from "../module/lipschitz-module.ts";

/** A layer whose Lipschitz constant follows its data, such as `BatchLipNorm`. */
export interface ScalingLayer {
  /** Its constant now, a scalar: of the batch last seen in training, or of what it remembers. */
  scalingFactor(training: boolean): Tensor;
}

/**
 * The product of the Lipschitz constants of layers that register: what a network with data-dependent scalings is bounded by at the moment.
 *
 * @example
 * const factory = new SharedLipFactory();
 * factory.register(new GroupSort2({ kCoefLip: 2 }));
 * factory.currentProduct({ training: false }); // 2
 */
export class SharedLipFactory {
  readonly #layers: (ScalingLayer | LipschitzModule)[] = [];

  /** @throws SurenetError `E_OPTION` for what has no scaling */
  register(layer: ScalingLayer | LipschitzModule): void {
    if (!isScaling(layer) && !(layer instanceof LipschitzModule)) {
      throw invalidOption({
        where: "SharedLipFactory.register",
        option: "layer",
        got: layer,
        expected: "a LipschitzModule or a layer with scalingFactor",
      });
    }
    this.#layers.push(layer);
  }

  /** `Π scalingFactor`, of a plain Lipschitz module its coefficient; 1 when nothing is registered. A scalar, owned by the caller. */
  currentProduct({ training }: { readonly training: boolean }): Tensor {
    return tidy(() =>
      this.#layers.reduce<Tensor>(
        (product, layer) => mul(product, isScaling(layer) ? layer.scalingFactor(training) : layer.kCoefLip),
        scalar(1),
      ),
    );
  }
}

function isScaling(layer: object): layer is ScalingLayer {
  return "scalingFactor" in layer && typeof layer.scalingFactor === "function";
}
