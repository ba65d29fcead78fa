import { checkOptions, createRng, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { aolRescaleKernel } from "../parametrisations/conv-aol.ts";
import { ConstrainedConv, type ConstrainedConvOptions } from "./constrained-conv.ts";
import { GEOMETRY_OPTIONS } from "./geometry.ts";
import { PAD_CONV_CONFIG } from "./pad-conv2d.ts";

/**
 * An almost orthogonal convolution: the raw kernel may be anything, and each output is rescaled by its correlations with all others (see {@link aolRescaleKernel}).
 *
 * Zero or circular padding, any stride, one group. Behind exact orthogonality in certified accuracy, but it takes any kernel and any optimiser.
 *
 * @throws SurenetError `E_OPTION` for other paddings, dilation and groups
 * @example new AolConv2d(8, 16, { kernelSize: 3, padding: 1, stride: 2, rng })
 * @see Prach & Lampert 2022
 */
export class AolConv2d extends ConstrainedConv {
  static readonly id: string = "lipschitz.AolConv2d";

  constructor(inChannels: number, outChannels: number, options: ConstrainedConvOptions) {
    const where = "AolConv2d";
    checkOptions(where, options, [...GEOMETRY_OPTIONS, "rng", "bias", "kCoefLip"]);
    super({ where, inChannels, outChannels, dimensions: 2 }, options, (_, geometry) => {
      const { kernelSize, stride, dilation, groups, padding, paddingMode } = geometry;
      const limits = { dilation: [dilation.join(), "1,1"], groups: [groups, 1] } as const;
      for (const [option, [got, only]] of Object.entries(limits))
        if (got !== only) throw invalidOption({ where, option, got, expected: "1" });
      if (paddingMode !== "zeros" && paddingMode !== "circular")
        throw invalidOption({ where, option: "paddingMode", got: paddingMode, expected: '"zeros" or "circular"' });
      const circular = paddingMode === "circular";
      if (circular && padding.some(([before, after], i) => before + after > (kernelSize[i] ?? 1) - (stride[i] ?? 1)))
        throw invalidOption({
          where,
          option: "padding",
          got: options.padding,
          expected: "at most kernel - stride in all, or a pixel would be seen twice",
        });
      // around a torus whose side the stride does not divide, outputs meet at every distance
      const met = circular ? ([1, 1] as const) : stride;
      return { parametrisations: [{ name: "aol", apply: (kernel) => aolRescaleKernel(kernel, met) }], coefficient: 1 };
    });
  }

  static fromJSON(config: JsonObject): AolConv2d {
    const { inChannels, outChannels, ...rest } = readConfig("lipschitz.AolConv2d", config, { ...PAD_CONV_CONFIG, kCoefLip: "number" });
    const options = { ...rest, rng: createRng(0) } as unknown as ConstrainedConvOptions; // the constructor checks the sizes
    return new AolConv2d(inChannels, outChannels, options);
  }
}
