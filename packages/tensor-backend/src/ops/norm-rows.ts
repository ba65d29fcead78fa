import { type GradSaveFunc, type Tensor, add, customGrad, engine, expandDims, getKernel, maximum, mean, mul, rsqrt, sigmoid, square, step, sub, sum, tidy } from "@tensorflow/tfjs-core"; // prettier-ignore
import { shapeMismatch } from "../errors/throw.ts";
import { NORM_ROWS, NORM_ROWS_GRADIENT } from "../kernels/norm-rows-names.ts";

export interface NormRowsOptions {
  /** The variance counts as at least this much. */
  readonly eps: number;
  /** Multiplies every result z by `1 / (1 + e^−z)`. */
  readonly silu?: boolean;
  /** `[..]`, float32: 1 for a row that counts; one with 0 is taken for a row of zeros. A constant of the gradient. */
  readonly mask?: Tensor | undefined;
}

/**
 * Rows (the last axis) at mean 0 and variance 1, scaled and shifted, and then bent by SiLU where that is asked for.
 *
 * `z = n · weight + bias` with `n = (x − μ) r`, `r = 1/√max(σ², ε)` and the biased variance; `y = z` or `y = z / (1 + e^−z)`. Its gradient is written out: with
 * `g = dz · weight`, `dx = r (g − mean(g) − n mean(g n) [σ² > ε])`, which is a third of the operations that the tape would record. The native engine does each in one kernel.
 *
 * @param x `[.., channels]`, float32, borrowed, as are weight and bias `[channels]`
 * @returns same shape as x, owned by the caller
 * @throws SurenetError `E_SHAPE`
 * @example normRows(tensor([[1, 3]]), ones([2]), zeros([2]), { eps: 1e-5 }) // [[-1, 1]]
 */
export function normRows(x: Tensor, weight: Tensor, bias: Tensor, { eps, silu = false, mask }: NormRowsOptions): Tensor {
  const where = "normRows";
  const [channels = 0] = weight.shape;
  if (x.rank === 0 || x.shape.at(-1) !== channels) throw shapeMismatch({ where, expected: `[.., ${channels}]`, got: x.shape });
  const rows = x.shape.slice(0, -1);
  if (mask !== undefined && mask.shape.join() !== rows.join()) throw shapeMismatch({ where, problem: "the mask does not fit the rows", expected: `[${rows.join(", ")}]`, got: mask.shape }); // prettier-ignore
  const options = { eps, silu, mask };
  return engine().isTapeOn() ? differentiable(options)(x, weight, bias) : tidy(() => forward([x, weight, bias], options, false).value);
}

type Options = Required<NormRowsOptions>;
type Inputs = readonly [x: Tensor, weight: Tensor, bias: Tensor];
/** The rows at mean 0 and variance 1; r, and 1 where the variance is above ε, both `[.., 1]`; the slope of the bend, where there is one. */
type Inner = readonly [normed: Tensor, r: Tensor, varies: Tensor, bend?: Tensor];

function differentiable(options: Options): (...inputs: Inputs) => Tensor {
  return customGrad((...args) => {
    const [x, weight, bias, save] = args as [Tensor, Tensor, Tensor, GradSaveFunc];
    const { value, inner } = forward([x, weight, bias], options, true);
    const { mask } = options;
    save([x, weight, bias, ...inner, ...(mask === undefined ? [] : [mask])] as Tensor[]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [a, b, c, ...kept] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
      const savedMask = mask === undefined ? undefined : kept.pop();
      // A second derivative must see what these depend on; a first one has them ready, and is the last to read them.
      if (engine().isTapeOn()) return slopes(dy, b, composed([a, b, c], { ...options, mask: savedMask }).inner);
      const gradients = backward(dy, b, kept);
      for (const spent of kept) spent.dispose();
      return gradients;
    };
    return { value, gradFunc };
  });
}

function forward(inputs: Inputs, { mask, ...attrs }: Options, slope: boolean): { readonly value: Tensor; readonly inner: Inner } {
  if (!isFused()) return composed(inputs, { mask, ...attrs });
  const [x, weight, bias] = inputs;
  const given = { x, weight, bias, ...(mask === undefined ? {} : { mask }) };
  const [value, ...inner] = engine().runKernel(NORM_ROWS, given, { ...attrs, slope }) as unknown as [Tensor, ...Inner];
  return { value, inner };
}

function backward(dy: Tensor, weight: Tensor, inner: Inner): Tensor[] {
  if (!isFused()) return slopes(dy, weight, inner);
  const [normed, r, varies, bend] = inner;
  const inputs = { dy, weight, normed, r, varies, ...(bend === undefined ? {} : { bend }) };
  return engine().runKernel(NORM_ROWS_GRADIENT, inputs) as unknown as Tensor[];
}

function isFused(): boolean {
  return getKernel(NORM_ROWS, engine().backendName) !== undefined;
}

function composed([x, weight, bias]: Inputs, { eps, silu, mask }: Options): { readonly value: Tensor; readonly inner: Inner } {
  const centred = sub(x, mean(x, -1, true));
  const variance = mean(square(centred), -1, true);
  const scale = rsqrt(maximum(variance, eps));
  const r = mask === undefined ? scale : mul(scale, expandDims(mask, -1)); // a row of zeros is at 0 whatever its r, and its gradient is r times something
  const normed = mul(centred, r);
  const varies = step(sub(variance, eps));
  const z = add(mul(normed, weight), bias);
  if (!silu) return { value: z, inner: [normed, r, varies] };
  const s = sigmoid(z);
  const value = mul(z, s);
  return { value, inner: [normed, r, varies, add(s, sub(value, mul(value, s)))] };
}

function slopes(dy: Tensor, weight: Tensor, [normed, r, varies, bend]: Inner): Tensor[] {
  const dz = bend === undefined ? dy : mul(dy, bend);
  const g = mul(dz, weight);
  const lean = mul(mean(mul(g, normed), -1, true), varies);
  const dx = mul(r, sub(sub(g, mean(g, -1, true)), mul(normed, lean)));
  const before = dy.shape.map((_, i) => i).slice(0, -1);
  return [dx, sum(mul(dz, normed), before), sum(dz, before)];
}
