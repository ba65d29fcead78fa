import { tidy, zeros } from "@tensorflow/tfjs-core";
import { invalidOption, unsupported } from "@surenet/tensor-backend";
import { Flatten } from "../../layers/flatten.ts";
import { Sequential } from "../../layers/sequential.ts";
import type { Module } from "../../module/module.ts";

/** Height, width, channels. */
export type ImageShape = readonly [number, number, number];

const where = "torch conversion";

/**
 * Which modules read a flattened image: their input features lie in the order height, width, channels here and channels, height, width in
 * torch.
 *
 * Follows the shape of a sample through nested Sequentials.
 *
 * @param inputShape of one sample, such as `[28, 28, 1]`; only needed when there is a Flatten
 * @throws SurenetError `E_OPTION` when it is needed and missing, `E_UNSUPPORTED` for a Flatten or a normalisation where it cannot be followed
 */
export function flattenedImages(model: Module, inputShape: readonly number[] | undefined): ReadonlyMap<Module, ImageShape> {
  const found = new Map<Module, ImageShape>();
  if (!hasFlatten(model)) return found;
  if (inputShape === undefined) {
    throw invalidOption({
      where,
      option: "inputShape",
      got: inputShape,
      expected: "the shape of a sample, because the model has a Flatten",
    });
  }
  let image: ImageShape | undefined;
  const follow = (module: Module, shape: readonly number[]): readonly number[] => {
    if (module instanceof Sequential) return module.layers.reduce((before, layer) => follow(layer, before), shape);
    if (module instanceof Flatten) {
      const [, height, width, channels] = shape;
      if (height !== undefined && width !== undefined && channels !== undefined && shape.length === 4) image = [height, width, channels];
    } else if (hasFlatten(module)) {
      throw unsupported({ where, problem: `a Flatten inside ${module.constructor.name} cannot be followed`, fix: "Use Sequential." });
    } else if (image !== undefined && module.namedParameters().length > 0) {
      const readsFeatures = Object.values(module.torchLayout()).some(({ featureAxis }) => featureAxis !== undefined);
      if (!readsFeatures) {
        throw unsupported({
          where,
          problem: `${module.constructor.name} between Flatten and Linear is not supported`,
          fix: "Put it before the Flatten.",
        });
      }
      found.set(module, image);
      image = undefined;
    }
    return tidy(() => module.forward(zeros([...shape])).shape);
  };
  const { training } = model;
  model.eval();
  try {
    follow(model, [1, ...inputShape]);
  } finally {
    model.train(training);
  }
  return found;
}

function hasFlatten(module: Module): boolean {
  return module.namedModules().some(([, part]) => part instanceof Flatten);
}
