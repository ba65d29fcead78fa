import type { Parameter } from "@surenet/nn";
import { convolutionMap, type Geometry } from "../convolution/geometry.ts";
import { checkImage } from "./lower-convolution.ts";
import type { Lowered } from "./lowered.ts";

interface TransposedLayer {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly geometry: Geometry;
  readonly inChannels: number;
  readonly outChannels: number;
}

/** A transposed convolution's kernel and bias, read from the engine; the convolution that is transposed goes from its outputs to its inputs. */
export async function lowerConvTranspose(
  { weight, bias, geometry, inChannels, outChannels }: TransposedLayer,
  shape: readonly number[],
): Promise<Lowered> {
  checkImage(shape, inChannels);
  const side = (axis: 0 | 1): number =>
    ((shape[axis] ?? 1) - 1) * geometry.stride[axis] - 2 * geometry.padding[axis][0] + geometry.kernelSize[axis];
  const output = [side(0), side(1), outChannels];
  const kernel = Float32Array.from(await weight.value.data());
  const map = convolutionMap(geometry, { shape: output, outChannels: inChannels, kernel });
  const shift = bias === undefined ? undefined : Float32Array.from(await bias.value.data());
  return { ops: [{ op: "convolutionTranspose", map, bias: shift }], shape: output };
}
