import { checkOptions } from "@surenet/tensor-backend";
import type { Module } from "../../module/module.ts";
import { type TensorData, readTensors } from "../tensor-data.ts";
import { permute } from "./permute.ts";
import { type TorchOptions, torchPlan } from "./torch-plan.ts";

/**
 * A model's state dict as torch's modules of the same structure would have it.
 *
 * Linear `[in, out] → [out, in]`, convolutions `HWIO → OIHW`, the features after a Flatten from height, width, channels to channels,
 * height, width; `layers.0.weight` of a Sequential becomes `0.weight`.
 *
 * @throws SurenetError `E_OPTION`, `E_UNSUPPORTED`: see {@link TorchOptions}
 * @example encodeSafetensors(await toTorch(model, { inputShape: [28, 28, 1] })) // torch: load_state_dict(safetensors.torch.load_file(…), strict=False)
 */
export async function toTorch(model: Module, options: TorchOptions = {}): Promise<Record<string, TensorData>> {
  checkOptions("toTorch", options, ["inputShape"]);
  const plan = torchPlan(model, options);
  const dict = await readTensors(model.stateDict());
  const entries = plan.flatMap(({ ours, theirs, view, axes, shape }): [string, TensorData][] => {
    const tensor = dict[ours];
    return tensor === undefined ? [] : [[theirs, { shape, data: permute({ shape: view, data: tensor.data }, axes).data }]];
  });
  return Object.fromEntries(entries);
}
