import { backend_util } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { frame, namedPadding } from "./frame.ts";

type Padding = Parameters<typeof backend_util.computePool2DInfo>[4];

const geometry = (side: number, filter: number, stride: number, padding: Padding): backend_util.Conv2DInfo =>
  backend_util.computePool2DInfo([2, side, side, 3], filter, stride, 1, padding);
const around = (before: number, after: number): Padding => [[0, 0], [before, after], [before, after], [0, 0]]; // prettier-ignore

it.each<[string, number, number, number, Padding, "same" | "valid" | undefined]>([
  ["no padding", 6, 3, 1, 0, "valid"],
  ["one zero around windows of three", 6, 3, 1, 1, "same"],
  ["one zero around windows of three, with a stride into which the image does not fit", 5, 3, 2, 1, "same"],
  ["one zero around, of which same padding has none before", 6, 3, 2, 1, undefined],
  ["one zero around windows of two", 6, 2, 1, 1, undefined],
  ["a zero after, as same padding has it", 6, 2, 1, around(0, 1), "same"],
  ["a zero after that no window reaches", 6, 2, 2, around(0, 1), "valid"],
])("%s: image %i, windows %i, stride %i", (_, side, filter, stride, padding, name) => {
  expect(namedPadding(geometry(side, filter, stride, padding))).toBe(name);
});

it("frames the image so that valid padding visits the same windows", () => {
  // windows of 4 with stride 3 over 1 + 6 + 2 = 9 pixels: 2 windows, which reach 7 of them
  const info = geometry(6, 4, 3, around(1, 2));
  expect(frame(info)).toEqual({ paddings: [[0, 0], [1, 0], [1, 0], [0, 0]], shape: [2, 7, 7, 3], begin: [0, 1, 1, 0] }); // prettier-ignore
  expect(backend_util.computePool2DInfo(frame(info).shape, 4, 3, 1, "valid").outHeight).toBe(info.outHeight);
});
