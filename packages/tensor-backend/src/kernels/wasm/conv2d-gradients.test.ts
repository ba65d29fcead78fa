import { Conv2DBackpropFilter, Conv2DBackpropInput, DepthwiseConv2dNativeBackpropFilter, DepthwiseConv2dNativeBackpropInput, type Tensor, backend_util, engine, setBackend, tensor, tidy } from "@tensorflow/tfjs-core"; // prettier-ignore
import { weights } from "@surenet/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runKernel } from "../../gradients/run-kernel.ts";

type Shape4D = [number, number, number, number];

interface Case {
  readonly about: string;
  readonly image: Shape4D;
  readonly filter: Shape4D;
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number | backend_util.ExplicitPadding;
}

const values = (shape: readonly number[]): Tensor => tensor(weights(shape.reduce((product, side) => product * side, 1)), [...shape]);

const cases: readonly Case[] = [
  { about: "same padding", image: [2, 6, 7, 3], filter: [3, 3, 3, 4], strides: 1, pad: "same" },
  { about: "valid, strides 2 and 1", image: [2, 7, 6, 2], filter: [3, 2, 2, 3], strides: [2, 1], pad: "valid" },
  { about: "strides beyond the filter", image: [1, 8, 8, 2], filter: [2, 2, 2, 2], strides: 3, pad: "same" },
  { about: "a number as padding", image: [2, 5, 5, 2], filter: [3, 3, 2, 2], strides: 1, pad: 2 },
  { about: "padding by side", image: [1, 5, 6, 1], filter: [2, 3, 1, 2], strides: 1, pad: [[0, 0], [1, 0], [2, 1], [0, 0]] }, // prettier-ignore
  { about: "one pixel filters", image: [2, 4, 4, 5], filter: [1, 1, 5, 3], strides: 1, pad: "same" },
  { about: "a filter larger than the image", image: [1, 3, 3, 1], filter: [5, 5, 1, 2], strides: 1, pad: "same" },
  { about: "more images than one step holds", image: [7, 32, 32, 32], filter: [3, 3, 32, 2], strides: 1, pad: "same" },
];

describe("convolution gradients on wasm agree with the cpu engine", () => {
  beforeAll(() => setBackend("wasm"));
  afterAll(() => setBackend("wasm"));

  it.each(cases)("$about", async ({ image, filter, strides, pad }) => {
    const info = backend_util.computeConv2DInfo(image, filter, strides, 1, pad);
    const shared = { strides, pad, dataFormat: "NHWC" };
    await agree(Conv2DBackpropFilter, { x: values(image), dy: values(info.outShape) }, { ...shared, filterShape: filter });
    await agree(Conv2DBackpropInput, { dy: values(info.outShape), filter: values(filter) }, { ...shared, inputShape: image });
  });

  it.each(cases.slice(0, 3))("depthwise, $about", async ({ image, filter, strides, pad }) => {
    const info = backend_util.computeConv2DInfo(image, filter, strides, 1, pad, undefined, true);
    const shared = { strides, pad, dilations: 1 };
    await agree(DepthwiseConv2dNativeBackpropFilter, { x: values(image), dy: values(info.outShape) }, { ...shared, filterShape: filter });
    await agree(
      DepthwiseConv2dNativeBackpropInput,
      { dy: values(info.outShape), filter: values(filter) },
      { ...shared, inputShape: image },
    );
  });

  it("refuses channels first, which the engine cannot convolve", () => {
    tidy(() => {
      const attrs = { strides: 1, pad: "valid", dataFormat: "NCHW", filterShape: [1, 1, 1, 1] };
      expect(() => runKernel(Conv2DBackpropFilter, { x: values([1, 1, 2, 2]), dy: values([1, 1, 2, 2]) }, attrs)).toThrow(/channels-last/);
    });
  });
});

async function agree(kernel: string, inputs: Record<string, Tensor>, attrs: object): Promise<void> {
  const before = engine().backend.numDataIds();
  const ours = runKernel(kernel, inputs, attrs);
  expect(engine().backend.numDataIds()).toBe(before + 1);
  await setBackend("cpu");
  const want = runKernel(kernel, inputs, attrs);
  expect(ours).toBeClose(want, 2e-5);
  for (const tensor of [ours, want, ...Object.values(inputs)]) tensor.dispose();
  await setBackend("wasm");
}
