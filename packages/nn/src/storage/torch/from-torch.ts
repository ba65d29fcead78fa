import { tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidValue, nearest, shapeMismatch } from "@surenet/tensor-backend";
import type { Module } from "../../module/module.ts";
import { type TensorData, type TensorDataDict, makeTensors } from "../tensor-data.ts";
import { inverse, permute } from "./permute.ts";
import { type TorchOptions, type TorchTensor, torchPlan } from "./torch-plan.ts";

const where = "fromTorch";

/** What torch counts in BatchNorm and nothing here needs. */
const IGNORED = /(^|\.)num_batches_tracked$/;

/**
 * Loads a torch state dict into a model of the same structure, the way back of {@link toTorch}; all of it or nothing.
 *
 * @throws SurenetError `E_VALUE` for missing or unexpected names (torch's), `E_SHAPE` for other shapes, `E_OPTION`, `E_UNSUPPORTED`
 * @example fromTorch(model, decodeSafetensors(bytes, "resnet.safetensors").tensors, { inputShape: [28, 28, 1] });
 */
export function fromTorch(model: Module, dict: TensorDataDict, options: TorchOptions = {}): void {
  checkOptions(where, options, ["inputShape"]);
  const plan = torchPlan(model, options);
  const wanted = plan.map(({ theirs }) => theirs);
  const unexpected = Object.keys(dict).find((name) => !wanted.includes(name) && !IGNORED.test(name));
  if (unexpected !== undefined) {
    const close = nearest(unexpected, wanted);
    throw invalidValue({ where, problem: `unexpected ${unexpected}`, ...(close !== undefined && { fix: `The model has ${close}.` }) });
  }
  const entries = plan.map((target): [string, TensorData] => [target.ours, converted(target, dict)]);
  tidy(() => model.loadStateDict(makeTensors(Object.fromEntries(entries))));
}

function converted({ theirs, shape, view, axes, ourShape }: TorchTensor, dict: TensorDataDict): TensorData {
  const tensor = Object.hasOwn(dict, theirs) ? dict[theirs] : undefined;
  if (tensor === undefined) throw invalidValue({ where, problem: `missing ${theirs}` });
  if (tensor.shape.join() !== shape.join()) {
    throw shapeMismatch({ where, problem: `the shape of ${theirs} differs`, expected: `[${shape.join(", ")}]`, got: tensor.shape });
  }
  const seen = { shape: axes.map((axis) => view[axis] ?? 1), data: tensor.data };
  return { shape: ourShape, data: permute(seen, inverse(axes)).data };
}
