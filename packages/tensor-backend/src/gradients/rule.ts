import { type GradConfig, type NamedAttrMap, type Tensor, broadcast_util, clone, engine, reshape, sum, zeros } from "@tensorflow/tfjs-core";

/** The gradient of each input of an operation, computed only when it is asked for. */
export type InputGradients = Record<string, () => Tensor>;

/**
 * A gradient rule in the form that TensorFlow.js registers.
 *
 * Rules name the inputs they need and never rely on a saved *output* where they differentiate again: TensorFlow.js puts the saved copy of an
 * output on the tape before the operation that made it, so a second derivative would silently treat it as a constant.
 *
 * @param inputs names of the inputs to keep for the backward pass
 * @param derivative maps the gradient of the output to those of the inputs; a fresh tensor for each
 */
export function rule<const Name extends string, Attrs>(
  kernelName: string,
  inputs: readonly Name[],
  derivative: (dy: Tensor, saved: Record<Name, Tensor>, attrs: Attrs) => InputGradients,
): GradConfig {
  return {
    kernelName,
    inputsToSave: [...inputs],
    gradFunc: (dy, saved, attrs) => derivative(single(dy), named(inputs, saved), attrs as NamedAttrMap & Attrs),
  };
}

/** A {@link rule} that may also look at the operation's first output, as a constant: for masks and counts, never for a value to differentiate. */
export function ruleWithOutput<const Name extends string, Attrs>(
  kernelName: string,
  inputs: readonly Name[],
  derivative: (dy: Tensor, saved: Record<Name | "output", Tensor>, attrs: Attrs) => InputGradients,
): GradConfig {
  return {
    kernelName,
    inputsToSave: [...inputs],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => derivative(single(dy), named([...inputs, "output"], saved), attrs as NamedAttrMap & Attrs),
  };
}

/** The rule of `y = f(x)`: `derivative` maps `(dy, x)` to `dx`. */
export function unary<Attrs>(kernelName: string, derivative: (dy: Tensor, x: Tensor, attrs: Attrs) => Tensor): GradConfig {
  return rule(kernelName, ["x"], (dy, { x }, attrs: Attrs) => ({ x: () => derivative(dy, x, attrs) }));
}

/**
 * The rule of `y = f(x)` whose derivative is cheapest in `y`: `derivative` maps `(dy, y)` to `dx`.
 *
 * The saved output serves the ordinary backward pass; while a tape records (a derivative of this derivative will be asked for) it is computed
 * anew from the input, so that the tape sees where it came from.
 */
export function unaryFromOutput<Attrs>(
  kernelName: string,
  forward: (x: Tensor, attrs: Attrs) => Tensor,
  derivative: (dy: Tensor, y: Tensor, attrs: Attrs) => Tensor,
  inputName: string = "x",
): GradConfig {
  return ruleWithOutput(kernelName, [inputName], (dy, saved, attrs: Attrs) => ({
    [inputName]: () =>
      derivative(dy, engine().isTapeOn() ? forward(saved[inputName] as Tensor, attrs) : (saved["output"] as Tensor), attrs),
  }));
}

type BinaryDerivative = (dy: Tensor, a: Tensor, b: Tensor) => Tensor;

/** The rule of `y = f(a, b)` with broadcasting: each side's gradient is summed back to that side's shape. */
export function binary(kernelName: string, sides: { readonly a: BinaryDerivative; readonly b: BinaryDerivative }): GradConfig {
  return rule(kernelName, ["a", "b"], (dy, { a, b }) => ({
    a: () => sumTo(sides.a(dy, a, b), a.shape),
    b: () => sumTo(sides.b(dy, a, b), b.shape),
  }));
}

/** The rule of a piecewise constant operation: its gradient is zero wherever it exists. */
export function constant(kernelName: string, inputs: readonly string[] = ["x"]): GradConfig {
  return rule(kernelName, inputs, (_, saved) =>
    Object.fromEntries(Object.entries(saved).map(([name, tensor]) => [name, () => zeros(tensor.shape)])),
  );
}

/** The rule of an operation on a list of tensors: `derivative` gives the gradient of the input at `index`. */
export function listRule<Attrs>(
  kernelName: string,
  derivative: (dy: Tensor, inputs: readonly Tensor[], index: number, attrs: Attrs) => Tensor,
): GradConfig {
  return {
    kernelName,
    saveAllInputs: true,
    gradFunc: (dy, inputs, attrs) =>
      Object.fromEntries(inputs.map((_, i) => [i, () => derivative(single(dy), inputs, i, attrs as NamedAttrMap & Attrs)])),
  };
}

/** The rule of an operation with several outputs and one input: `derivative` maps the outputs' gradients to the input's. */
export function multiOutputRule<Attrs>(
  kernelName: string,
  inputName: string,
  derivative: (dys: Tensor[], attrs: Attrs) => Tensor,
): GradConfig {
  return { kernelName, gradFunc: (dy, _, attrs) => ({ [inputName]: () => derivative([dy].flat(), attrs as NamedAttrMap & Attrs) }) };
}

/** Sums away what broadcasting added: the adjoint of broadcasting `shape` to `t.shape`. Always a new tensor. */
export function sumTo(t: Tensor, shape: number[]): Tensor {
  const axes = broadcast_util.getReductionAxes(shape, t.shape);
  const summed = axes.length > 0 ? sum(t, axes) : t;
  if (summed.shape.join() !== shape.join()) return reshape(summed, shape);
  return summed === t ? clone(t) : summed; // on the native engine a reshape is an operation, a clone is none
}

/** The gradient of an operation with one output; TensorFlow.js passes a list only when there are several. */
function single(dy: Tensor | Tensor[]): Tensor {
  const [first] = [dy].flat();
  if (first === undefined) throw new Error("a gradient rule was called without a gradient");
  return first;
}

function named<Name extends string>(names: readonly Name[], tensors: readonly Tensor[]): Record<Name, Tensor> {
  return Object.fromEntries(names.map((name, i) => [name, tensors[i]])) as Record<Name, Tensor>;
}
