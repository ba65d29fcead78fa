import { tensor, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { Flatten } from "@surenet/nn";
import { GroupSort2 } from "../activations/group-sort.ts";
import { OrthogonalConv2d } from "../convolution/orthogonal-conv2d.ts";
import { SpectralConv2d } from "../convolution/spectral-conv2d.ts";
import { FrobeniusLinear } from "../linear/frobenius-linear.ts";
import { SpectralLinear } from "../linear/spectral-linear.ts";
import { Sequential } from "../module/sequential.ts";
import { toTorchlip } from "./to-torchlip.ts";

const rng = createRng(1);

it("writes a state dict whose evaluation weight is ours, and singular vectors that fit it", async () => {
  using model = new Sequential([new SpectralLinear(3, 2, { rng }), new GroupSort2(), new SpectralLinear(2, 4, { rng })]);
  const dict = await toTorchlip(model);
  for (const [prefix, outputs, inputs] of [
    ["0", 2, 3],
    ["2", 4, 2],
  ] as const) {
    const part = (name: string): number[] => Array.from(dict[`${prefix}.parametrizations.weight.${name}`]?.data ?? []);
    const [w, u, v] = [part("1._w_bjorck"), part("0._u"), part("0._v")];
    expect(w).toEqual(part("original"));
    // u·(W v) = 1 with unit vectors: torchlip divides by 1
    const sigma = u.reduce((total, left, o) => total + left * v.reduce((sum, right, i) => sum + (w[o * inputs + i] ?? NaN) * right, 0), 0);
    expect([u.length, v.length, Math.hypot(...u), Math.hypot(...v), sigma]).toBeClose([outputs, inputs, 1, 1, 1]);
    const { weight } = model.layers[Number(prefix)] as SpectralLinear;
    expect(weight.variable).toBeClose(
      Array.from({ length: inputs * outputs }, (_, k) => w[(k % outputs) * inputs + Math.floor(k / outputs)] ?? NaN),
    );
  }
});

it("carries parity's buffers over, in torch's order of pixels and features", async () => {
  using conv = new SpectralConv2d(2, 3, { kernelSize: 2, rng, projection: "torchlip" });
  using model = new Sequential([conv, new Flatten(), new FrobeniusLinear(3, 1, { rng })]);
  tidy(() => conv.loadStateDict({ "weight.spectral.v": tensor([0, 1, 2, 3, 4, 5, 6, 7]) }, { strict: false })); // pixel 0: inputs 0 and 1, ...
  const dict = await toTorchlip(model, { inputShape: [2, 2, 2] });
  expect(Object.keys(dict)).toEqual([
    "0.parametrizations.weight.original", "0.parametrizations.weight.0._u", "0.parametrizations.weight.0._v", "0.parametrizations.weight.1._w_bjorck", "0.bias",
    "2.parametrizations.weight.original", "2.bias",
  ]); // prettier-ignore
  expect([...(dict["0.parametrizations.weight.0._v"]?.data ?? [])]).toEqual([0, 2, 4, 6, 1, 3, 5, 7]);
});

it("refuses a layer that torchlip does not have", async () => {
  using layer = new OrthogonalConv2d(2, 2, { kernelSize: 3, rng });
  const dict = toTorchlip(new Sequential([layer, new SpectralLinear(2, 2, { rng })]));
  await expect(dict).rejects.toThrowSurenet("E_UNSUPPORTED", /OrthogonalConv2d/);
});
