import { invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, sizePair } from "@surenet/nn";
import { SpectralConv, SpectralConv2d, type SpectralConvOptions } from "./spectral-conv2d.ts";

export type OrthogonalPatchConv2dOptions = Omit<SpectralConvOptions, "projection" | "epsSpectral" | "epsBjorck" | "dilation" | "groups">;

/**
 * An orthogonal matrix on overlapping patches: `SpectralConv2d` where the kernel's size is a multiple of the stride, which is where that layer is tight.
 *
 * `y = patches(x) · Q · s/k + b`. Every interior pixel lies in exactly (k/s)² patches, so taking patches stretches by k/s and, divided by it, keeps distances away
 * from the borders; with `out >= k²·in` so does the layer. By default k - s pixels of padding, half on each side, keep `size / s` pixels.
 *
 * @throws SurenetError `E_OPTION` when the stride does not divide the kernel's size
 * @example new OrthogonalPatchConv2d(1, 48, { kernelSize: 6, stride: 2, rng }).forward(zeros([8, 28, 28, 1])) // [8, 14, 14, 48]
 */
export class OrthogonalPatchConv2d extends SpectralConv2d {
  static override readonly id: string = "lipschitz.OrthogonalPatchConv2d";

  constructor(inChannels: number, outChannels: number, options: OrthogonalPatchConv2dOptions) {
    const where = "OrthogonalPatchConv2d";
    const kernel = sizePair(where, "kernelSize", options.kernelSize);
    const stride = sizePair(where, "stride", options.stride ?? 1);
    if (kernel[0] % stride[0] !== 0 || kernel[1] % stride[1] !== 0)
      throw invalidOption({
        where,
        option: "kernelSize",
        got: options.kernelSize,
        expected: `a multiple of the stride ${stride.join(" by ")}`,
      });
    const padding = options.padding ?? [Math.floor((kernel[0] - stride[0]) / 2), Math.floor((kernel[1] - stride[1]) / 2)];
    super(inChannels, outChannels, { ...options, padding });
  }

  static override fromJSON(config: JsonObject): OrthogonalPatchConv2d {
    const { inChannels, outChannels, options } = SpectralConv.read("lipschitz.OrthogonalPatchConv2d", config);
    return new OrthogonalPatchConv2d(inChannels, outChannels, options);
  }
}
