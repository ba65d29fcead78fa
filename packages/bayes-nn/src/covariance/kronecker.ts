import { type Tensor, add, concat, matMul, mul, reshape, slice, sqrt, square, sum, tidy, transpose } from "@tensorflow/tfjs-core";
import { Parameter } from "@surenet/nn";
import type { Covariance, CovarianceShape, InputMap, KroneckerSpec, Noise, Parts } from "./covariance.ts";
import { matrixSize } from "./covariance.ts";
import { identityRows } from "./identity-rows.ts";
import { checkRank, initialScales } from "./initial-scales.ts";
import { logDetKronecker } from "./log-determinant.ts";

const NO_NOISE = 1e-12; // under the square root of a variance: its slope stays finite where an output has none

/**
 * The matrix normal distribution: the bias over the weight, `[1 + in, out]`, is `M + A E Bᵀ` with `E` standard normal, so rows covary by `A Aᵀ`, columns by `B Bᵀ`.
 *
 * Both factors start as multiples of (repeated) rows of the identity; their product gives the parameters their initial scales.
 *
 * @see Louizos & Welling 2016, eq. 7
 */
export class KroneckerCovariance implements Covariance {
  readonly spec: KroneckerSpec;
  readonly parameters: { readonly inputFactor: Parts<Parameter>; readonly outputFactor: Parameter };
  readonly rank: number;
  readonly inputRank: number;
  readonly outputRank: number;
  readonly independent = false;
  readonly learningRateDivisors: Readonly<Record<string, number>>;

  constructor(spec: KroneckerSpec, shape: CovarianceShape) {
    const where = "KroneckerCovariance";
    this.spec = spec;
    const { inputs, outputs } = matrixSize(shape);
    const rows = inputs + Number(shape.bias);
    this.inputRank = Math.min(rows, checkRank(where, "inputRank", spec.inputRank ?? rows));
    this.outputRank = Math.min(outputs, checkRank(where, "outputRank", spec.outputRank ?? outputs));
    this.rank = this.inputRank * this.outputRank;
    const scales = initialScales(where, spec.scale, shape);
    const rowsOf = (size: readonly number[], from: number, scale: number, rank: number): Parameter =>
      new Parameter(() => identityRows(size, { from, scale, rank }));
    this.parameters = {
      inputFactor: {
        ...(shape.bias && { bias: rowsOf([1], 0, scales.bias, this.inputRank) }),
        weight: rowsOf(shape.weight.slice(0, -1), Number(shape.bias), scales.weight, this.inputRank),
      },
      outputFactor: rowsOf([outputs], 0, 1, this.outputRank),
    };
    this.learningRateDivisors = { inputFactor: this.inputRank, outputFactor: this.outputRank };
  }

  /** @param eps `[samples, inputRank · outputRank]`, the input's rank first */
  deviation(eps: Tensor): Parts<Tensor> {
    const { bias, weight } = this.parameters.inputFactor;
    const [samples = 1] = eps.shape;
    const mixed = tidy(() => {
      const perInput = reshape(eps, [samples * this.inputRank, this.outputRank]);
      return reshape(matMul(perInput, this.parameters.outputFactor.value, false, true), [samples, this.inputRank, -1]); // E Bᵀ
    });
    const part = ({ value }: Parameter): Tensor =>
      tidy(() => {
        const factor = reshape(value, [1, -1, this.inputRank]);
        const rows = concat(Array.from({ length: samples }, (_, s) => matMul(factor, slice(mixed, [s, 0, 0], [1, -1, -1])))); // [samples, rows, out]
        return reshape(rows, [samples, ...value.shape.slice(0, -1), mixed.shape[2] ?? 1]);
      });
    const result = { ...(bias && { bias: tidy(() => reshape(part(bias), [samples, -1])) }), weight: part(weight) };
    mixed.dispose();
    return result;
  }

  variance(): Parts<Tensor> {
    const { bias, weight } = this.parameters.inputFactor;
    const part = ({ value }: Parameter): Tensor => tidy(() => mul(sum(square(value), -1, true), this.#outputSpread()));
    return { ...(bias && { bias: tidy(() => reshape(part(bias), [-1])) }), weight: part(weight) };
  }

  logDeterminant(eps: number): Tensor {
    return tidy(() => {
      const { bias, weight } = this.parameters.inputFactor;
      const input = concat([...(bias ? [bias] : []), weight].map(({ value }) => reshape(value, [-1, this.inputRank])));
      const output = this.parameters.outputFactor.value;
      const missing = (input.shape[0] ?? 0) * (output.shape[0] ?? 0) - this.rank;
      return logDetKronecker(matMul(input, input, true), matMul(output, output, true), { eps, missing });
    });
  }

  outputVariance(map: InputMap): Tensor {
    return tidy(() => mul(sum(square(this.#mapped(map)), -1, true), this.#outputSpread()));
  }

  outputNoise(map: InputMap, draws: number, noise: Noise): Tensor {
    return tidy(() => {
      const mapped = this.#mapped(map); // x A: [N, .., inputRank]
      const [rows = 1, ...positions] = mapped.shape.slice(0, -1);
      const mixed = positions.length === 0 ? this.#oneRow(mapped, draws, noise) : this.#manyRows(mapped, draws, noise);
      const perOutput = matMul(reshape(mixed, [-1, this.outputRank]), this.parameters.outputFactor.value, false, true);
      return reshape(perOutput, [draws, rows, ...positions, -1]);
    });
  }

  /** `x A E` is normal with variance `|x A|²` where a row of the batch has one position: no E is needed. */
  #oneRow(mapped: Tensor, draws: number, noise: Noise): Tensor {
    const length = sqrt(add(sum(square(mapped), -1, true), NO_NOISE));
    return mul(noise([draws, length.shape[0] ?? 1, this.outputRank]), length);
  }

  #manyRows(mapped: Tensor, draws: number, noise: Noise): Tensor {
    const [rows = 1] = mapped.shape;
    const mixed = matMul(reshape(mapped, [rows, -1, this.inputRank]), noise([rows, this.inputRank, draws * this.outputRank]));
    return transpose(reshape(mixed, [rows, -1, draws, this.outputRank]), [2, 0, 1, 3]);
  }

  #mapped(map: InputMap): Tensor {
    const { bias, weight } = this.parameters.inputFactor;
    const mapped = map.linear(weight.value);
    return bias === undefined ? mapped : add(mapped, reshape(bias.value, [-1]));
  }

  /** `diag(B Bᵀ)` */
  #outputSpread(): Tensor {
    return sum(square(this.parameters.outputFactor.value), -1);
  }
}
