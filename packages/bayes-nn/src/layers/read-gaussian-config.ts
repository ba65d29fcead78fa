import { type JsonObject, type JsonValue, readConfig } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import type { CovarianceSpec } from "../covariance/covariance.ts";
import type { LayerType, WidthScalingName } from "../parametrisation/parametrisation.ts";
import type { Sampling } from "../sampling/draw.ts";
import type { GaussianOptions } from "./gaussian-layer.ts";

type Fields = Parameters<typeof readConfig>[2];

/** The parts of a Gaussian layer's config that came out of a file: the layer's own fields, and what all such layers have. The constructors check the values. */
export function readGaussianConfig<F extends Fields>(
  where: string,
  config: JsonObject,
  fields: F,
): { readonly own: ReturnType<typeof readConfig<F>>; readonly gaussian: GaussianOptions } {
  const names = Object.keys(fields);
  const pick = (own: boolean): JsonObject => Object.fromEntries(Object.entries(config).filter(([name]) => names.includes(name) === own));
  const common = readConfig(where, pick(false), {
    bias: "boolean",
    covariance: "json",
    layerType: "string",
    parametrisation: "string",
    sampling: "string",
  });
  const gaussian: GaussianOptions = {
    bias: common.bias,
    covariance: asSpec(common.covariance),
    layerType: common.layerType as LayerType,
    parametrisation: common.parametrisation as WidthScalingName,
    sampling: common.sampling as Sampling,
    rng: createRng(0),
  };
  return { own: readConfig(where, pick(true), fields), gaussian };
}

function asSpec(value: JsonValue): CovarianceSpec | null {
  return value as CovarianceSpec | null; // buildCovariance refuses what is none
}
