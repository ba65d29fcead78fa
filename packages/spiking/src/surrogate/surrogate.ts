import { type Tensor, abs, cast, exp, less, mul, onesLike, reciprocal, relu, sigmoid, square, sub, tidy, add } from "@tensorflow/tfjs-core";
import { invalidOption } from "@surenet/tensor-backend";
import { positive } from "../state/check-number.ts";

/** The name of a {@link surrogate}. */
export type SurrogateName = "atan" | "fastSigmoid" | "triangular" | "sigmoid" | "rectangular" | "erf" | "straightThrough";

/** What stands for the derivative of a spike: of the potential's excess over the threshold, to a tensor of its shape. */
export type Slope = (excess: Tensor) => Tensor;

interface Surrogate {
  readonly sharpness: number;
  readonly slope: (x: Tensor, k: number) => Tensor;
}

const SURROGATES: Readonly<Record<SurrogateName, Surrogate>> = {
  atan: { sharpness: 2, slope: (x, k) => mul(reciprocal(add(square(mul(x, (Math.PI * k) / 2)), 1)), k / 2) },
  fastSigmoid: { sharpness: 2, slope: (x, k) => reciprocal(square(add(mul(abs(x), k), 1))) },
  triangular: { sharpness: 1, slope: (x, k) => mul(relu(sub(1, mul(abs(x), k))), k) },
  sigmoid: {
    sharpness: 4,
    slope: (x, k) => {
      const s = sigmoid(mul(x, k));
      return mul(mul(s, sub(1, s)), k);
    },
  },
  rectangular: { sharpness: 1, slope: (x, k) => mul(cast(less(abs(x), 1 / (2 * k)), "float32"), k) },
  erf: { sharpness: 1, slope: (x, k) => mul(exp(mul(square(x), -k * k)), k / Math.sqrt(Math.PI)) },
  straightThrough: { sharpness: 1, slope: (x, k) => mul(onesLike(x), k) },
};

/** All names, for options and messages. */
export const surrogateNames: readonly SurrogateName[] = Object.keys(SURROGATES) as SurrogateName[];

/**
 * Surrogate derivatives of a spike at x = potential − threshold, with sharpness k.
 *
 *     atan             (k/2) / (1 + (πkx/2)²)          k = 2
 *     fastSigmoid      1 / (1 + k|x|)²                 k = 2
 *     triangular       k · max(0, 1 − k|x|)            k = 1
 *     sigmoid          k · σ(kx) · (1 − σ(kx))         k = 4
 *     rectangular      k where |x| < 1/(2k)            k = 1
 *     erf              k/√π · exp(−k²x²)               k = 1
 *     straightThrough  k                               k = 1
 *
 * On digits all but the last learn alike: differences between them lie within the error of a test set of 2000.
 *
 * @throws SurenetError `E_OPTION`
 * @example surrogate("triangular")(tensor([-0.5, 0, 2])) // [0.5, 1, 0]
 * @see Neftci, Mostafa & Zenke 2019; Fang et al. 2021 (atan); Zenke & Ganguli 2018 (fast sigmoid); Bengio, Léonard & Courville 2013 (straight-through)
 */
export function surrogate(name: SurrogateName, options: { readonly sharpness?: number } = {}): Slope {
  const found = Object.hasOwn(SURROGATES, name) ? SURROGATES[name] : undefined;
  if (found === undefined)
    throw invalidOption({ where: "surrogate", option: "name", got: name, expected: `one of ${surrogateNames.join(", ")}` });
  const k = positive({ where: "surrogate", option: "sharpness", got: options.sharpness ?? found.sharpness });
  return (excess) => tidy(() => found.slope(excess, k));
}
