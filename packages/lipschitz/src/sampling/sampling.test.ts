import { reshape, range, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { testLayer } from "@surenet/testing";
import { InvertibleDownSampling, InvertibleUpSampling } from "./invertible-sampling.ts";
import { PixelShuffle, PixelUnshuffle } from "./pixel-shuffle.ts";

testLayer({
  name: "InvertibleDownSampling",
  make: () => new InvertibleDownSampling(2, { kCoefLip: 3 }),
  input: [2, 4, 6, 2],
  output: [2, 2, 3, 8],
  lipschitz: 3,
  refuses: [
    ["sides that do not divide", () => tidy(() => new InvertibleDownSampling(2).forward(reshape(range(0, 3), [1, 1, 3, 1]))), "E_SHAPE"],
  ],
});
testLayer({
  name: "InvertibleUpSampling",
  make: () => new InvertibleUpSampling(2, { kCoefLip: 0.5 }),
  input: [2, 2, 3, 8],
  output: [2, 4, 6, 2],
  lipschitz: 0.5,
  refuses: [
    ["channels that do not divide", () => tidy(() => new InvertibleUpSampling(2).forward(reshape(range(0, 3), [1, 1, 1, 3]))), "E_SHAPE"],
  ],
});
testLayer({ name: "PixelUnshuffle", make: () => new PixelUnshuffle(3), input: [1, 3, 6, 1], output: [1, 1, 2, 9], lipschitz: 1 });
testLayer({ name: "PixelShuffle", make: () => new PixelShuffle(3), input: [1, 1, 2, 9], output: [1, 3, 6, 1], lipschitz: 1 });

it("takes blocks apart and puts them together again, times its coefficient, which the reference ignores", () => {
  tidy(() => {
    const x = reshape(range(0, 8), [1, 2, 4, 1]); // 0 1 2 3 over 4 5 6 7
    const down = new InvertibleDownSampling(2, { kCoefLip: 2 }).forward(x);
    expect(down).toBeClose([0, 2, 8, 10, 4, 6, 12, 14]); // 2 · (0 1 4 5), 2 · (2 3 6 7)
    expect(new InvertibleUpSampling(2, { kCoefLip: 0.5 }).forward(down)).toBeClose(x);
  });
});
