import { invalidOption, unsupported } from "@surenet/tensor-backend";

/** Where a layer stands in its network; the scales of a parametrisation depend on it. */
export type LayerType = "input" | "hidden" | "output";

export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
  readonly layerType: LayerType;
}

export type ScaledOptimizer = "SGD" | "Adam";

/** How initial values and learning rates scale with the width of a layer. */
export interface WidthScaling {
  readonly name: WidthScalingName;
  /** Standard deviation of initial weights. */
  weightInit(fans: Fans): number;
  biasInit(fans: Fans): number;
  /** Factors on the learning rate. */
  weightRate(fans: Fans, optimizer: ScaledOptimizer): number;
  biasRate(fans: Fans, optimizer: ScaledOptimizer): number;
}

export type WidthScalingName = "Standard" | "NeuralTangent" | "MaximalUpdate";

/** Weights start at `1/√fanIn`, one learning rate for all: what most libraries do. Wide networks then need smaller rates. */
export const Standard: WidthScaling = {
  name: "Standard",
  weightInit: ({ fanIn }) => fanIn ** -0.5,
  biasInit: () => 1,
  weightRate: () => 1,
  biasRate: () => 1,
};

/**
 * The neural tangent scaling, in the form that scales rates in place of forwards: in the limit of width features stay as they started.
 *
 * @see Jacot, Gabriel & Hongler 2018; Yang & Hu 2021, table 1
 */
export const NeuralTangent: WidthScaling = {
  name: "NeuralTangent",
  weightInit: () => 1,
  biasInit: () => 1,
  weightRate: ({ fanIn, layerType }, optimizer) => {
    if (optimizer === "Adam")
      throw unsupported({
        where: "NeuralTangent",
        problem: "the neural tangent scaling is a statement about gradient descent; there are no rates of weights for Adam",
        fix: 'Use the optimizer "SGD", or MaximalUpdate.',
      });
    return layerType === "input" ? 1 : 1 / fanIn;
  },
  biasRate: ({ fanIn }) => 1 / fanIn,
};

/**
 * The maximal update scaling (μP): every layer learns features whatever the width, and one learning rate fits all widths.
 *
 * @see Yang et al. 2022, "Tensor Programs V", table 3
 */
export const MaximalUpdate: WidthScaling = {
  name: "MaximalUpdate",
  weightInit: ({ fanIn, layerType }) => (layerType === "output" ? 1 / fanIn : fanIn ** -0.5),
  biasInit: () => 1,
  weightRate: ({ fanIn, fanOut, layerType }, optimizer) => {
    if (optimizer === "Adam") return layerType === "input" ? 1 : 1 / fanIn;
    return layerType === "input" ? fanOut : layerType === "hidden" ? 1 : 1 / fanIn;
  },
  biasRate: ({ fanOut }, optimizer) => (optimizer === "Adam" ? 1 : fanOut),
};

const SCALINGS: Readonly<Record<WidthScalingName, WidthScaling>> = { Standard, NeuralTangent, MaximalUpdate };

/** @throws SurenetError `E_OPTION` */
export function widthScaling(where: string, name: WidthScalingName): WidthScaling {
  if (Object.hasOwn(SCALINGS, name)) return SCALINGS[name];
  throw invalidOption({ where, option: "parametrisation", got: name, expected: `one of ${Object.keys(SCALINGS).join(", ")}` });
}

/** @throws SurenetError `E_OPTION` */
export function checkLayerType(where: string, layerType: unknown): asserts layerType is LayerType {
  if (layerType === "input" || layerType === "hidden" || layerType === "output") return;
  throw invalidOption({ where, option: "layerType", got: layerType, expected: '"input", "hidden" or "output"' });
}
