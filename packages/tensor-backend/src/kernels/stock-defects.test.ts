import {
  AvgPoolGrad, BatchMatMul, Conv2DBackpropFilter, Conv2DBackpropInput, DepthwiseConv2dNativeBackpropFilter, DepthwiseConv2dNativeBackpropInput, Einsum, Erf, Log1p,
  MaxPoolGrad, Mean, StridedSlice, Sum, type Tensor, type Tensor4D, TensorScatterUpdate, Tile, UnsortedSegmentSum, _FusedMatMul, avgPool, conv2d, depthwiseConv2d,
  einsum, erf, fill, fused, gather, grad, log1p, matMul, maxPool, mean, ones, range, reshape, setBackend, stridedSlice, sum, tensor, tensor1d,
  tensorScatterUpdate, tidy, tile, unsortedSegmentSum, zeros,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { gradientError, weights } from "@surenet/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { runStock, shortest } from "../../test/stock.ts";
import { runKernel } from "../gradients/run-kernel.ts";
import { stockKernel } from "./register-one.ts";

// Every case shows first what the engine does by itself, then what it does with our kernel. Gradients have their own: gradients/stock-defects.test.ts.

const values = (...shape: number[]): Tensor => tensor(weights(shape.reduce((product, side) => product * side, 1)), shape);
const plain = { transposeA: false, transposeB: false };

describe("the wasm engine lacks", () => {
  it("the filter's gradient of conv2d, without which no convolution can be trained", () => {
    expect(stockKernel(Conv2DBackpropFilter, "wasm")).toBeUndefined();
    tidy(() => {
      const x = reshape(range(0, 9), [1, 3, 3, 1]) as Tensor4D;
      // each tap sees a 2 × 2 block of 0 … 8: 0+1+3+4, 1+2+4+5, 3+4+6+7, 4+5+7+8
      expect(grad((f: Tensor) => sum(conv2d(x, f as Tensor4D, 1, "valid")))(zeros([2, 2, 1, 1]))).toBeClose([8, 12, 20, 24]);
    });
  });

  it("both gradients of depthwiseConv2d", () => {
    expect(stockKernel(DepthwiseConv2dNativeBackpropFilter, "wasm")).toBeUndefined();
    expect(stockKernel(DepthwiseConv2dNativeBackpropInput, "wasm")).toBeUndefined();
    tidy(() => {
      const f = (x: Tensor, filter: Tensor): Tensor => depthwiseConv2d(x as Tensor4D, filter as Tensor4D, 1, "same");
      expect(gradientError(f, [values(1, 4, 4, 2), values(3, 3, 2, 2)])).toBeLessThan(5e-3);
    });
  });

  it("the gradient of gather", () => {
    expect(stockKernel(UnsortedSegmentSum, "wasm")).toBeUndefined();
    tidy(() => {
      const picked = (x: Tensor): Tensor => sum(gather(x, tensor1d([2, 0, 2], "int32")));
      expect(grad(picked)(zeros([3, 2]))).toBeClose([[1, 1], [0, 0], [2, 2]]); // prettier-ignore
    });
  });

  it("einsum", () => {
    expect(stockKernel(Einsum, "wasm")).toBeUndefined();
    tidy(() => {
      expect(einsum("ij,ij->i", tensor([[1, 2], [3, 4]]), tensor([[5, 6], [7, 8]]))).toBeClose([17, 53]); // prettier-ignore
    });
  });
});

describe("the wasm engine gets wrong", () => {
  it("the gradient of maxPool where a window is negative", () => {
    tidy(() => {
      const input = tensor([-4, -3, -2, -1], [1, 2, 2, 1]);
      const [dy, output] = [ones([1, 1, 1, 1]), tensor([-1], [1, 1, 1, 1])];
      const attrs = { filterSize: 2, strides: 2, pad: "valid" };
      expect(runStock(MaxPoolGrad, { dy, input, output }, attrs)).not.toBeClose([0, 0, 0, 1]);
      expect(grad((x: Tensor) => sum(maxPool(x as Tensor4D, 2, 2, "valid")))(input)).toBeClose([0, 0, 0, 1]);
    });
  });

  it("the gradient of avgPool at a padded border", () => {
    tidy(() => {
      // a row of 3 in windows of 2: the last window holds one pixel, which receives all of its gradient
      const input = zeros([1, 1, 3, 1]);
      const attrs = { filterSize: [1, 2], strides: [1, 2], pad: "same" };
      expect(runStock(AvgPoolGrad, { dy: ones([1, 1, 2, 1]), input }, attrs)).toBeClose([0.5, 0.5, 0.5]);
      expect(grad((x: Tensor) => sum(avgPool(x as Tensor4D, [1, 2], [1, 2], "same")))(input)).toBeClose([0.5, 0.5, 1]);
    });
  });

  it("log1p of small numbers", () => {
    tidy(() => {
      const x = tensor1d([1e-8, -1e-8, 1e-5, 0.5]);
      expect(runStock(Log1p, { x }, {}).dataSync()[0]).toBe(0);
      const got = log1p(x).dataSync();
      x.dataSync().forEach((value, i) => expect((got[i] ?? NaN) / Math.log1p(value)).toBeCloseTo(1, 6));
    });
  });

  it("long sums and means", () => {
    tidy(() => {
      const x = fill([1_000_000], 0.1);
      const want = 1e6 * Math.fround(0.1);
      expect(runStock(Sum, { x }, { axis: 0, keepDims: false }).dataSync()[0]).toBeGreaterThan(want * 1.005); // 1 % off
      expect(runStock(Mean, { x }, { axis: 0, keepDims: false }).dataSync()[0]).toBeGreaterThan(0.1 * 1.005);
      expect(sum(x)).toBeClose(Math.fround(want), 1e-7);
      expect(mean(x)).toBeClose(Math.fround(0.1), 1e-7);
    });
  });

  it("a product with a right operand that was used before in another shape", () => {
    tidy(() => {
      const column = tensor([1, 2, 3], [3, 1]);
      const row = reshape(column, [1, 3]); // the same data
      const [three, one] = [ones([1, 3]), ones([1, 1])];
      runStock(BatchMatMul, { a: three, b: column }, plain);
      expect(runStock(BatchMatMul, { a: one, b: row }, plain)).not.toBeClose([1, 2, 3]); // and reads past its end
      expect(matMul(ones([1, 3]), column)).toBeClose(6);
      expect(matMul(ones([1, 1]), row)).toBeClose([1, 2, 3]);
      expect(stockKernel(_FusedMatMul, "wasm")).toBeDefined();
      expect(fused.matMul({ a: ones([1, 1]), b: row as never })).toBeClose([1, 2, 3]);
    });
  });

  it("every n-th of some integers, which it labels as floats", () => {
    tidy(() => {
      const x = tensor1d([1, 2, 3, 4], "int32");
      expect(runStock(StridedSlice, { x }, { begin: [0], end: [4], strides: [2], ...noMasks }).dtype).toBe("float32");
      const slice = stridedSlice(x, [0], [4], [2]);
      expect(slice.dtype).toBe("int32");
      expect(slice).toBeClose([1, 3]);
    });
  });
});

describe("the wasm engine is needlessly slow at", () => {
  // factors measured: 12 to 26, 50, 6 and 300; a third of that is asked for, since other jobs may run beside the test
  it("matrix products with a transpose or a batch", () => {
    tidy(() => {
      const [a, b] = [values(256, 256), values(256, 256)];
      for (const attrs of [
        { transposeA: true, transposeB: false },
        { transposeA: false, transposeB: true },
        { transposeA: true, transposeB: true },
      ]) {
        expect(runKernel(BatchMatMul, { a, b }, attrs)).toBeClose(runStock(BatchMatMul, { a, b }, attrs), 1e-4);
        expect(faster(BatchMatMul, { a, b }, attrs)).toBeGreaterThan(4);
      }
      const [batch, other] = [values(16, 128, 64), values(16, 64, 128)];
      expect(faster(BatchMatMul, { a: batch, b: other }, plain)).toBeGreaterThan(4);
    });
  });

  it("the input's gradient of conv2d", () => {
    tidy(() => {
      const inputs = { dy: values(4, 24, 24, 32), filter: values(3, 3, 16, 32) };
      expect(
        faster(Conv2DBackpropInput, inputs, { strides: 1, pad: "same", dataFormat: "NHWC", inputShape: [4, 24, 24, 16] }),
      ).toBeGreaterThan(2);
    });
  });

  it("sums over the first axis, and repeating", () => {
    tidy(() => {
      expect(faster(Sum, { x: values(512, 1024) }, { axis: 0, keepDims: false })).toBeGreaterThan(1.5);
      expect(faster(Tile, { x: values(1, 1024) }, { reps: [512, 1] })).toBeGreaterThan(10);
      expect(tile(tensor([[1, 2]]), [2, 2])).toBeClose([[1, 2, 1, 2], [1, 2, 1, 2]]); // prettier-ignore
    });
  });
});

describe.each(["wasm", "cpu"])("%s gets wrong", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    return () => setBackend("wasm");
  });

  it("products of two different batches, whose result is shorter than its shape", () => {
    tidy(() => {
      const [a, b] = [reshape(range(0, 4), [2, 1, 1, 2]), reshape(range(0, 6), [3, 2, 1])];
      expect(runStock(BatchMatMul, { a, b }, plain).dataSync()).toHaveLength(3);
      // (0 1)·(0 1)ᵀ, (0 1)·(2 3)ᵀ, (0 1)·(4 5)ᵀ, then the same with (2 3)
      expect(matMul(a, b)).toBeClose(tensor([1, 3, 5, 3, 13, 23], [2, 3, 1, 1]));
    });
  });
});

describe("the cpu engine gets wrong", () => {
  beforeAll(async () => {
    await setBackend("cpu");
    return () => setBackend("wasm");
  });

  it("erf near zero", () => {
    tidy(() => {
      const x = tensor1d([1e-6, 1e-3]);
      const want = [1.1283791670951e-6, 1.1283787909e-3]; // 2/√π · (x − x³/3)
      expect(Math.abs((runStock(Erf, { x }, {}).dataSync()[0] ?? NaN) / (want[0] ?? NaN) - 1)).toBeGreaterThan(5e-4);
      erf(x).dataSync().forEach((value, i) => expect(value / (want[i] ?? NaN)).toBeCloseTo(1, 6)); // prettier-ignore
    });
  });

  it("tensorScatterUpdate, which writes into its input", () => {
    tidy(() => {
      const [indices, updates] = [tensor([[1]], [1, 1], "int32"), zeros([1])];
      const written = ones([2]);
      runStock(TensorScatterUpdate, { tensor: written, indices, updates }, {});
      expect(written).toBeClose([1, 0]);
      const kept = ones([2]);
      expect(tensorScatterUpdate(kept, indices, updates)).toBeClose([1, 0]);
      expect(kept).toBeClose([1, 1]);
    });
  });

  it("einsum where an axis stands in one operand only", () => {
    tidy(() => {
      const [a, b] = [tensor1d([1, 2]), tensor([[1, 2, 3], [4, 5, 6]])]; // prettier-ignore
      const want = [6, 30]; // 1·6, 2·15
      expect(runStock(Einsum, [a, b], { equation: "b,bj->b" })).not.toBeClose(want);
      expect(einsum("b,bj->b", a, b)).toBeClose(want);
    });
  });

  it("the time that unsortedSegmentSum takes, once through all rows per segment", () => {
    tidy(() => {
      const [x, segmentIds] = [values(2000), range(0, 2000, 1, "int32")];
      expect(unsortedSegmentSum(x as never, segmentIds as never, 2000)).toBeClose(x);
      expect(faster(UnsortedSegmentSum, { x, segmentIds }, { numSegments: 2000 }, 2)).toBeGreaterThan(20);
    });
  });
});

const noMasks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };

/** How many times as fast our kernel is. */
function faster(name: string, inputs: Record<string, Tensor>, attrs: object, runs = 5): number {
  runKernel(name, inputs, attrs).dispose(); // compiled by now
  const ours = shortest(() => runKernel(name, inputs, attrs), 2 * runs);
  return shortest(() => runStock(name, inputs, attrs), runs) / ours;
}
