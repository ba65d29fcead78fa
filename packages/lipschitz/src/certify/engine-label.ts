import { isLabel, type Label, type Op } from "@surenet/checker";
import { engine, getBackend } from "@tensorflow/tfjs-core";
import { invalidOption, unsupported } from "@surenet/tensor-backend";

/** The label of an engine, or the reason why none can be given. */
export type EngineLabel =
  { readonly label: "f32-ieee" | "f32-any-round"; readonly refused?: undefined } | { readonly label: undefined; readonly refused: string };

/**
 * The arithmetic of the engine in force, as far as a certificate can vouch for it.
 *
 * The bounds hold for inner products in float32 in any order. Kernels of another kind (Winograd, FFT) and narrower numbers (float16, bfloat16, TF32) round more: no label.
 * The native library's convolutions on the processor are direct ones, with or without oneDNN.
 *
 * @example engineLabel() // { label: "f32-ieee" } on wasm, cpu and node, { label: "f32-any-round" } on webgpu
 */
export function engineLabel(): EngineLabel {
  const name = getBackend();
  if (engine().backend.floatPrecision() !== 32) return refuse(`the engine ${name} computes in float16`);
  switch (name) {
    case "wasm":
    case "cpu":
      return { label: "f32-ieee" };
    case "tensorflow":
      return nativeLabel();
    case "webgpu":
      return { label: "f32-any-round" };
    default:
      return refuse(`the arithmetic of the engine ${name} is not known`);
  }
}

/** Settings by which oneDNN may compute with fewer bits than float32. */
const NARROW = ["ONEDNN_DEFAULT_FPMATH_MODE", "DNNL_DEFAULT_FPMATH_MODE", "TF_SET_ONEDNN_FPMATH_MODE"] as const;

function nativeLabel(): EngineLabel {
  const { backend } = engine();
  if (!("isUsingGpuDevice" in backend) || backend.isUsingGpuDevice !== false)
    return refuse("CUDA's convolutions may be Winograd or FFT kernels, and its products TF32");
  const { env = {} } = (globalThis as { readonly process?: { readonly env?: Readonly<Record<string, string>> } }).process ?? {};
  const narrow = NARROW.find((variable) => !["", "STRICT", undefined].includes(env[variable]?.toUpperCase()));
  return narrow === undefined ? { label: "f32-ieee" } : refuse(`${narrow} lets it compute with fewer bits than float32`);
}

function refuse(refused: string): EngineLabel {
  return { label: undefined, refused };
}

/**
 * The label that is asked for, or that of the engine in force.
 *
 * @throws SurenetError `E_UNSUPPORTED` when the engine has none for these ops, `E_OPTION` for a label that does not exist
 */
export function labelInForce(asked: Label | undefined, ops: readonly Op[]): Label {
  if (asked !== undefined) {
    if (isLabel(asked)) return asked;
    throw invalidOption({ where: "certify", option: "arithmetic", got: asked, expected: "real, f64-checked, f32-ieee or f32-any-round" });
  }
  const { label, refused } = engineLabel();
  const inexact = label === "f32-any-round" ? ops.map(computedNumbers).find((name) => name !== undefined) : undefined;
  if (label !== undefined && inexact === undefined) return label;
  throw unsupported({
    where: "certify",
    problem: refused ?? `WebGPU computes the numbers of ${inexact} with less than float32's accuracy`,
    expected: "an engine that multiplies float32 numbers",
    fix: 'Certify on wasm for wasm, or ask for { arithmetic: "f64-checked" }: a promise about the stored weights in exact arithmetic, not about this engine.',
  });
}

/** The op whose numbers an engine computes with sines and exponentials, which WebGPU leaves at an accuracy of 2^-11. */
function computedNumbers(op: Op): string | undefined {
  if (op.op === "houseHolder") return "HouseHolder";
  return op.op === "branches" ? "a residual's share" : undefined;
}
