import { tensor, tidy } from "@tensorflow/tfjs-core";
import { proveSpectralNorm } from "@surenet/checker";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { testLayer } from "@surenet/testing";
import { SpectralLinear } from "./spectral-linear.ts";

testLayer({
  name: "SpectralLinear",
  make: (seed) => new SpectralLinear(5, 3, { rng: createRng(seed) }),
  input: [4, 5],
  output: [4, 3],
  lipschitz: 1,
  refuses: [
    ["a size of zero", () => new SpectralLinear(0, 3, { rng: createRng(1) }), "E_OPTION"],
    ["a misspelt option", () => new SpectralLinear(5, 3, { rng: createRng(1), biass: true } as never), "E_OPTION"],
    ["a negative coefficient", () => new SpectralLinear(5, 3, { rng: createRng(1), kCoefLip: -1 }), "E_OPTION"],
    ["Björck's options without Björck", () => new SpectralLinear(5, 3, { rng: createRng(1), epsBjorck: 1e-3 }), "E_OPTION"],
  ],
});

testLayer({
  name: "SpectralLinear with leading axes and k = 3",
  make: (seed) => new SpectralLinear(3, 4, { rng: createRng(seed), kCoefLip: 3 }),
  input: [2, 2, 3],
  output: [2, 2, 4],
  lipschitz: 3,
});

testLayer({
  name: 'SpectralLinear, projection "torchlip"',
  make: (seed) => new SpectralLinear(4, 3, { rng: createRng(seed), projection: "torchlip" }).eval() as SpectralLinear,
  input: [4, 4],
  output: [4, 3],
  lipschitz: 1 + 1e-3,
});

it("starts with all singular values at its coefficient", () => {
  using layer = new SpectralLinear(20, 12, { rng: createRng(1), kCoefLip: 2 });
  tidy(() => {
    const data = Float32Array.from(layer.weight.value.dataSync());
    expect(proveSpectralNorm({ rows: 20, columns: 12, data }).bound).toBeClose(2, 1e-6);
    expect(data.reduce((total, value) => total + value * value, 0)).toBeClose(12 * 4, 1e-5); // 12 singular values of 2
  });
});

it("keeps distances where no output is missing", () => {
  using layer = new SpectralLinear(2, 6, { rng: createRng(1) });
  tidy(() => {
    const y = layer.forward(tensor([[3, 4]])).dataSync();
    expect(Math.hypot(...y)).toBeClose(5, 1e-6); // the bias starts at zero: ‖(3, 4)‖ = 5
  });
});
