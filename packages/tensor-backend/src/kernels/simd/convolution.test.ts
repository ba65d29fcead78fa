import {
  Conv2D, Conv2DBackpropFilter, Conv2DBackpropInput, type Tensor, type Tensor4D, add, backend_util, conv2d, engine, fused, relu, reshape, sum, mul, tensor, tidy, zeros,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { expectNoLeak, weights } from "@surenet/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runStock } from "../../../test/stock.ts";
import { loadSimd } from "./load.ts";

type Shape4D = [number, number, number, number];

interface Case {
  readonly x: Shape4D;
  readonly filter: Shape4D;
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pad: "same" | "valid";
}

const small = fc.integer({ min: 1, max: 3 });
const cases: fc.Arbitrary<Case> = fc
  .tuple(small, fc.integer({ min: 5, max: 9 }), fc.integer({ min: 5, max: 9 }), fc.constantFrom(1, 3, 8, 17), fc.constantFrom(1, 5, 8), fc.tuple(small, small), fc.tuple(small, small), fc.boolean(), fc.constantFrom("same", "valid"))
  .map(([batch, height, width, channels, filters, [filterHeight, filterWidth], strides, dilated, pad]) => ({
    x: [batch, height, width, channels],
    filter: [filterHeight, filterWidth, channels, filters],
    strides: dilated ? [1, 1] : strides,
    dilations: dilated ? [2, 2] : [1, 1],
    pad,
  })); // prettier-ignore

const values = (shape: readonly number[]): Tensor4D =>
  tensor(weights(shape.reduce((product, side) => product * side, 1)), shape as Shape4D);
const flatten = (x: Tensor): Tensor => reshape(x, [-1]);
const run = (name: string, inputs: Record<string, Tensor>, attrs: object): Tensor =>
  engine().runKernel(name, inputs, { dataFormat: "NHWC", ...attrs });

/** The convolution in plain float64 loops. */
function convolved({ x: shape, filter: filterShape, strides, dilations, pad }: Case, x: Tensor, filter: Tensor): number[] {
  const info = backend_util.computeConv2DInfo(shape, filterShape, strides, dilations, pad);
  const [image, weight] = [x.dataSync(), filter.dataSync()];
  const out: number[] = [];
  for (let b = 0; b < info.batchSize; b++)
    for (let oy = 0; oy < info.outHeight; oy++)
      for (let ox = 0; ox < info.outWidth; ox++)
        for (let o = 0; o < info.outChannels; o++) {
          let total = 0;
          for (let i = 0; i < info.filterHeight; i++)
            for (let j = 0; j < info.filterWidth; j++) {
              const [y, column] = [oy * info.strideHeight - info.padInfo.top + i * info.dilationHeight, ox * info.strideWidth - info.padInfo.left + j * info.dilationWidth]; // prettier-ignore
              if (y < 0 || y >= info.inHeight || column < 0 || column >= info.inWidth) continue;
              for (let c = 0; c < info.inChannels; c++)
                total +=
                  (image[((b * info.inHeight + y) * info.inWidth + column) * info.inChannels + c] ?? NaN) *
                  (weight[((i * info.filterWidth + j) * info.inChannels + c) * info.outChannels + o] ?? NaN);
            }
          out.push(total);
        }
  return out;
}

describe.each([false, true])("convolutions, deterministic: %s", (deterministic) => {
  beforeAll(async () => {
    await loadSimd(engine().backend, deterministic);
  });
  afterAll(async () => {
    await loadSimd(engine().backend);
  });

  it("are plain loops, for any stride, dilation and padding", () => {
    fc.assert(
      fc.property(cases, (c) => {
        tidy(() => {
          const [x, filter] = [values(c.x), values(c.filter)];
          expect(flatten(run(Conv2D, { x, filter }, c))).toBeClose(convolved(c, x, filter), 1e-5);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("and their gradients are the partial derivatives of one trilinear form", () => {
    fc.assert(
      fc.property(cases, (c) => {
        tidy(() => {
          const { strides, pad, dilations } = c;
          const [x, filter] = [values(c.x), values(c.filter)];
          const dy = values(run(Conv2D, { x, filter }, c).shape);
          const inner = (a: Tensor, b: Tensor): number => sum(mul(a, b)).dataSync()[0] ?? NaN;
          const form = inner(run(Conv2D, { x, filter }, c), dy);
          const dx = run(Conv2DBackpropInput, { dy, filter }, { strides, pad, dilations, inputShape: c.x });
          const df = run(Conv2DBackpropFilter, { x, dy }, { strides, pad, dilations, filterShape: c.filter });
          const size = Math.sqrt(inner(dx, dx) * inner(x, x)) + Math.sqrt(inner(df, df) * inner(filter, filter)) + 1;
          for (const other of [inner(dx, x), inner(df, filter)]) expect(Math.abs(other - form) / size).toBeLessThan(2e-6);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("go through blocks of pixels without a seam, and without a leak", async () => {
    // 3 · 40 · 41 = 4920 pixels of 9 · 20 = 180 taps: blocks of 512
    const c: Case = { x: [3, 40, 41, 20], filter: [3, 3, 20, 7], strides: [1, 1], dilations: [1, 1], pad: "same" };
    const [x, filter] = [values(c.x), values(c.filter)];
    await expectNoLeak(() => {
      tidy(() => {
        const y = conv2d(x, filter, 1, "same");
        expect(flatten(y)).toBeClose(convolved(c, x, filter), 1e-5);
        run(Conv2DBackpropInput, { dy: y, filter }, { strides: 1, pad: "same", inputShape: c.x });
        run(Conv2DBackpropFilter, { x, dy: y }, { strides: 1, pad: "same", filterShape: c.filter });
      });
    });
  });
});

it("a filter of one pixel is a matrix product of the image", () => {
  tidy(() => {
    const c: Case = { x: [2, 5, 6, 70], filter: [1, 1, 70, 3], strides: [1, 1], dilations: [1, 1], pad: "valid" };
    const [x, filter] = [values(c.x), values(c.filter)];
    expect(flatten(conv2d(x, filter, 1, "valid"))).toBeClose(convolved(c, x, filter), 1e-5);
  });
});

it("bias and activation follow in the fused convolution", () => {
  tidy(() => {
    for (const channels of [2, 30]) {
      const [x, filter, bias] = [values([1, 6, 5, channels]), values([3, 3, channels, 4]), tensor([1, -1, 0.5, 0])];
      const plain = relu(add(conv2d(x, filter, 1, "same"), bias));
      expect(fused.conv2d({ x, filter, strides: 1, pad: "same", bias, activation: "relu" })).toBeClose(plain, 1e-6);
    }
  });
});

it("no images give no pixels and a gradient of zeros", () => {
  tidy(() => {
    const [x, filter] = [zeros([0, 6, 6, 10]), values([3, 3, 10, 2])];
    expect(conv2d(x as Tensor4D, filter, 1, "same").shape).toEqual([0, 6, 6, 2]);
    const df = run(Conv2DBackpropFilter, { x, dy: zeros([0, 6, 6, 2]) }, { strides: 1, pad: "same", filterShape: filter.shape });
    expect(df).toBeClose(zeros(filter.shape));
  });
});

it("the engine's own convolution does nothing when a stride exceeds the filter's side", () => {
  tidy(() => {
    const c: Case = { x: [1, 6, 5, 1], filter: [1, 2, 1, 1], strides: [2, 1], dilations: [1, 1], pad: "same" };
    const [x, filter] = [values(c.x), values(c.filter)];
    const attrs = { ...c, dataFormat: "NHWC" };
    expect(flatten(runStock(Conv2D, { x, filter }, attrs))).not.toBeClose(convolved(c, x, filter), 1e-5);
    expect(flatten(run(Conv2D, { x, filter }, c))).toBeClose(convolved(c, x, filter), 1e-5);
  });
});
