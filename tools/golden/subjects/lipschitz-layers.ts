import * as lipschitz from "@surenet/lipschitz";
import type { Module } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { camelCase } from "../case-reader.ts";

type Params = Readonly<Record<string, unknown>>;
type Build = (params: Params, options: never) => Module;

const rng = createRng(0);
const number = (value: unknown): number => value as number; // the constructors check what the vectors hold

/** A layer from the reference's arguments in parity mode: the mandatory ones by position here, the others as options. */
const builders: Readonly<Record<string, readonly [positional: readonly string[], build: Build]>> = {
  BatchCentering: [["num_features"], (p, o) => new lipschitz.BatchCentering(number(p["num_features"]), o)],
  BatchLipNorm: [["num_features"], (p, o) => new lipschitz.BatchLipNorm(number(p["num_features"]), o)],
  FrobeniusConv2d: [
    ["in_channels", "out_channels"],
    (p, o: object) => new lipschitz.FrobeniusConv2d(number(p["in_channels"]), number(p["out_channels"]), { ...o, rng } as never),
  ],
  FrobeniusLinear: [
    ["in_features", "out_features"],
    (p, o: object) => new lipschitz.FrobeniusLinear(number(p["in_features"]), number(p["out_features"]), { ...o, rng }),
  ],
  FullSort: [[], (_, o) => new lipschitz.FullSort(o)],
  GroupSort: [[], (_, o) => new lipschitz.GroupSort(o)],
  GroupSort2: [[], (_, o) => new lipschitz.GroupSort2(o)],
  HouseHolder: [["channels"], (p, o: object) => new lipschitz.HouseHolder(number(p["channels"]), { ...o, rng })],
  InvertibleDownSampling: [["kernel_size"], (p, o) => new lipschitz.InvertibleDownSampling(number(p["kernel_size"]), o)],
  InvertibleUpSampling: [["kernel_size"], (p, o) => new lipschitz.InvertibleUpSampling(number(p["kernel_size"]), o)],
  LayerCentering: [[], (_, o) => new lipschitz.LayerCentering(o)],
  LipResidual: [[], () => new lipschitz.LipResidual()],
  LPReLU: [[], (_, o) => new lipschitz.LPReLU(o)],
  PadConv1d: convolution((inChannels, outChannels, o) => new lipschitz.PadConv1d(inChannels, outChannels, { ...o, rng } as never)),
  PadConv2d: convolution((inChannels, outChannels, o) => new lipschitz.PadConv2d(inChannels, outChannels, { ...o, rng } as never)),
  ScaleBiasLayer: [[], (_, o) => new lipschitz.ScaleBiasLayer(1, o)],
  ScaledAdaptativeL2NormPool2d: [[], (_, o) => new lipschitz.ScaledAdaptativeL2NormPool2d(o)],
  ScaledAdaptiveAvgPool2d: [["output_size"], (p, o) => new lipschitz.ScaledAdaptiveAvgPool2d(number(p["output_size"]), o)],
  ScaledAvgPool2d: [["kernel_size"], (p, o) => new lipschitz.ScaledAvgPool2d(number(p["kernel_size"]), o)],
  ScaledL2NormPool2d: [["kernel_size"], (p, o) => new lipschitz.ScaledL2NormPool2d(number(p["kernel_size"]), o)],
  SpectralConv1d: parity((inChannels, outChannels, o) => new lipschitz.SpectralConv1d(inChannels, outChannels, o as never)),
  SpectralConv2d: parity((inChannels, outChannels, o) => new lipschitz.SpectralConv2d(inChannels, outChannels, o as never)),
  SpectralConvTranspose2d: parity(
    (inChannels, outChannels, o) => new lipschitz.SpectralConvTranspose2d(inChannels, outChannels, o as never),
  ),
  SpectralLinear: [
    ["in_features", "out_features"],
    (p, o: object) =>
      new lipschitz.SpectralLinear(number(p["in_features"]), number(p["out_features"]), { ...o, rng, projection: "torchlip" }),
  ],
};

type Convolution = (inChannels: number, outChannels: number, options: object) => Module;

function convolution(make: Convolution): readonly [readonly string[], Build] {
  return [["in_channels", "out_channels"], (p, o) => make(number(p["in_channels"]), number(p["out_channels"]), o)];
}

function parity(make: Convolution): readonly [readonly string[], Build] {
  return convolution((inChannels, outChannels, o) => make(inChannels, outChannels, { ...o, rng, projection: "torchlip" }));
}

/** @param ignored params that are no arguments of the constructor */
export function buildLayer(name: string, params: Params, ignored: readonly string[] = []): Module | undefined {
  const [positional, build] = builders[name] ?? [];
  if (positional === undefined || build === undefined) return undefined;
  const options = Object.entries(params).filter(([param]) => !positional.includes(param) && !ignored.includes(param));
  return build(params, Object.fromEntries(options.map(([param, value]) => [camelCase(param), value])) as never);
}
