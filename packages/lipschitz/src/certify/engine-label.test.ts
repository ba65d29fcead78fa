import { engine, getBackend } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { afterEach, expect, it, vi } from "vitest";
import { HouseHolder } from "../activations/house-holder.ts";
import { FrobeniusLinear } from "../linear/frobenius-linear.ts";
import { SpectralLinear } from "../linear/spectral-linear.ts";
import { Sequential } from "../module/sequential.ts";
import { certify } from "./certify.ts";
import { engineLabel, labelInForce } from "./engine-label.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Takes the engine in force for another one, whose arithmetic a machine for tests does not have. */
function pretend(name: string, features: object = {}): void {
  vi.restoreAllMocks();
  const { backend } = engine();
  vi.spyOn(engine(), "backendName", "get").mockReturnValue(name);
  vi.spyOn(engine(), "backend", "get").mockReturnValue(Object.assign(Object.create(backend) as typeof backend, features));
}

it("names the arithmetic of the engine in force", () => {
  expect(["wasm", "cpu", "tensorflow", "webgpu"]).toContain(getBackend());
  expect(engineLabel().label).toBe(getBackend() === "webgpu" ? "f32-any-round" : "f32-ieee");
});

it("gives WebGPU its own label, and none to kernels and numbers that round more", () => {
  pretend("webgpu");
  expect(engineLabel()).toEqual({ label: "f32-any-round" });
  pretend("webgpu", { floatPrecision: () => 16 });
  expect(engineLabel().refused).toMatch(/float16/);
  pretend("tensorflow", { isUsingGpuDevice: true });
  expect(engineLabel().refused).toMatch(/Winograd or FFT kernels, and its products TF32/);
  pretend("tensorflow", { isUsingGpuDevice: false });
  expect(engineLabel()).toEqual({ label: "f32-ieee" });
  pretend("abacus");
  expect(engineLabel().refused).toMatch(/abacus is not known/);
});

it.runIf(typeof window === "undefined")("reads from the process whether the native library may round to bfloat16", () => {
  pretend("tensorflow", { isUsingGpuDevice: false });
  vi.stubEnv("ONEDNN_DEFAULT_FPMATH_MODE", "BF16");
  expect(engineLabel().refused).toMatch(/ONEDNN_DEFAULT_FPMATH_MODE/);
  vi.stubEnv("ONEDNN_DEFAULT_FPMATH_MODE", "strict");
  expect(engineLabel()).toEqual({ label: "f32-ieee" });
});

it("refuses rather than promises: no label, an unknown one, and sines that WebGPU computes", () => {
  pretend("abacus");
  expect(() => labelInForce(undefined, [])).toThrowSurenet("E_UNSUPPORTED", /abacus.*f64-checked/s);
  expect(labelInForce("f64-checked", [])).toBe("f64-checked");
  expect(() => labelInForce("f16" as never, [])).toThrowSurenet("E_OPTION", /real, f64-checked, f32-ieee or f32-any-round/);
  pretend("webgpu");
  expect(labelInForce(undefined, [])).toBe("f32-any-round");
  expect(() => labelInForce(undefined, [{ op: "houseHolder", sine: Float64Array.of(0), cosine: Float64Array.of(1) }])).toThrowSurenet("E_UNSUPPORTED", /HouseHolder/); // prettier-ignore
});

it("certifies for the arithmetic that is asked for, each radius below the one before", async () => {
  const rng = createRng(3);
  using model = new Sequential([new SpectralLinear(3, 4, { rng }), new HouseHolder(4), new FrobeniusLinear(4, 2, { rng })]);
  const asked = ["real", "f64-checked", "f32-ieee", "f32-any-round"] as const;
  const radii: number[] = [];
  for (const arithmetic of asked) {
    const [first] = await certify(model, [[1, -2, 0.5]], { arithmetic });
    expect(first?.arithmetic).toBe(arithmetic);
    radii.push(first?.radius ?? NaN);
  }
  expect(radii).toEqual(radii.toSorted((a, b) => b - a));
  expect(new Set(radii).size).toBe(4);
  expect((radii[0] ?? NaN) - (radii[3] ?? NaN)).toBeLessThan(1e-4);
});
