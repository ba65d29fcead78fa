import type { Module } from "../../module/module.ts";
import { flattenedImages } from "./flattened-images.ts";

/** How one tensor goes over to torch: seen as `view`, its axes reordered, then as `shape`. */
export interface TorchTensor {
  readonly ours: string;
  readonly theirs: string;
  readonly ourShape: readonly number[];
  readonly view: readonly number[];
  readonly axes: readonly number[];
  readonly shape: readonly number[];
}

export interface TorchOptions {
  /** Of one sample, such as `[28, 28, 1]`; needed when the model has a Flatten, whose order of features differs from torch's. */
  readonly inputShape?: readonly number[];
}

/** The conversion of every tensor of a model's state dict. */
export function torchPlan(model: Module, { inputShape }: TorchOptions): readonly TorchTensor[] {
  const images = flattenedImages(model, inputShape);
  const modules = new Map(model.namedModules());
  return Object.entries(model.stateDict()).map(([ours, { shape }]) => {
    const { theirs, owner, property } = torchPath(ours, modules);
    const { axes = shape.map((_, axis) => axis), featureAxis } = owner.torchLayout()[property] ?? {};
    const image = featureAxis === undefined ? undefined : images.get(owner);
    const torchShape = axes.map((axis) => shape[axis] ?? 1);
    if (image === undefined || featureAxis === undefined) return { ours, theirs, ourShape: shape, shape: torchShape, view: shape, axes };

    // The features become three axes, height, width, channels, which torch orders channels, height, width.
    const view = [...shape.slice(0, featureAxis), ...image, ...shape.slice(featureAxis + 1)];
    const shifted = axes.flatMap((axis) => {
      if (axis === featureAxis) return [axis + 2, axis, axis + 1];
      return axis < featureAxis ? [axis] : [axis + 2];
    });
    return { ours, theirs, ourShape: shape, shape: torchShape, view, axes: shifted };
  });
}

/** Torch's path of a tensor, the module that owns it and its property there. */
function torchPath(path: string, modules: ReadonlyMap<string, Module>): { theirs: string; owner: Module; property: string } {
  const theirs: string[] = [];
  const segments = path.split(".");
  let [owner, depth] = [modules.get(""), 0];
  segments.forEach((segment, i) => {
    const name = owner?.torchLayout()[segment]?.name ?? segment;
    if (name !== "") theirs.push(name);
    const inner = modules.get(segments.slice(0, i + 1).join("."));
    if (inner !== undefined) [owner, depth] = [inner, i + 1];
  });
  if (owner === undefined) throw new TypeError("namedModules starts with the module itself");
  return { theirs: theirs.join("."), owner, property: segments[depth] ?? "" };
}
