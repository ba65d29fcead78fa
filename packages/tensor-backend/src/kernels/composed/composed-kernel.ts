import { type NamedAttrMap, type Tensor, type TensorInfo, engine, tidy } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, type KernelEngine, kernel } from "../kernel.ts";

/** What a composed kernel is given. */
export interface ComposedCall<Inputs extends string, Attrs> {
  readonly inputs: Readonly<Record<Inputs, Tensor>>;
  readonly attrs: Attrs;
  /** The engine's own kernel of this name. */
  readonly stock: (inputs: Readonly<Record<string, Tensor>>, attrs: object) => Tensor;
}

/**
 * A kernel made of public operations and of the engine's own kernel of its name, for engines whose memory JavaScript does not reach.
 *
 * Operations inside a kernel are not recorded for gradients.
 */
export function composedKernel<Inputs extends string, Attrs = NamedAttrMap>(
  name: string,
  engines: readonly KernelEngine[],
  compose: (call: ComposedCall<Inputs, Attrs>) => Tensor,
): Kernel {
  return kernel(name, engines, ({ inputs, attrs, stock }: KernelCall<Inputs, Attrs>) =>
    tidy(() =>
      compose({
        inputs: inputs as Readonly<Record<Inputs, Tensor>>, // as the engine gives them to a kernel
        attrs,
        stock: (tensors, options) => asTensor(stock(tensors, options)),
      }),
    ),
  );
}

/** The native engine's kernels give tensors, the others' what a tensor is made of. */
function asTensor(made: TensorInfo | Tensor): Tensor {
  return "rank" in made ? made : engine().makeTensorFromTensorInfo(made);
}
