import { type Tensor, concat, neg, slice } from "@tensorflow/tfjs-core";
import { ArrayDataset } from "@surenet/data";
import type { Certificate } from "@surenet/lipschitz";
import { Module } from "@surenet/nn";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { boundsOf, regionsOf } from "./regions.ts";
import { regionsSvg } from "./regions-svg.ts";
import { regionsText } from "./regions-terminal.ts";

/** Class 1 where x > 0. */
class RightSide extends Module {
  forward(x: Tensor): Tensor {
    const first = slice(x, [0, 0], [-1, 1]);
    return concat([neg(first), first], 1);
  }
}

const square = new ArrayDataset({
  inputs: Float32Array.of(-1, -1, 1, 1, -1, 1),
  inputShape: [2],
  targets: Int32Array.of(0, 1, 1),
  classes: 2,
});

it("leaves a margin, and makes a thread of a picture wider", () => {
  expect(boundsOf(square.inputs)).toEqual({ left: -1.3, right: 1.3, bottom: -1.3, top: 1.3 });
  // 10 wide with margins 13, so at least 13 / 2.5 = 5.2 high
  expect(boundsOf(Float32Array.of(0, 0, 10, 1))).toEqual({ left: -1.5, right: 11.5, bottom: -2.1, top: 3.1 });
});

it("asks the model at the middle of square cells, from the top left", async () => {
  const regions = regionsOf(new RightSide(), square, { columns: 4 });
  await expectNoLeak(() => void regionsOf(new RightSide(), square, { columns: 4 }));
  expect(regions).toMatchObject({ columns: 4, rows: 4 });
  expect(Array.from(regions.classes)).toEqual([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]);
});

it("is shades without colour, and two rows a line either way", () => {
  const regions = regionsOf(new RightSide(), square, { columns: 4 });
  expect(regionsText({ colour: false }, regions)).toBe("░░██\n░░██");
  // blue on blue, once for two cells, then yellow on yellow
  const line = "\x1b[38;5;25;48;5;25m▀▀\x1b[38;5;178;48;5;178m▀▀\x1b[0m";
  expect(regionsText({ colour: true }, regions)).toBe(`${line}\n${line}`);
});

it("draws circles no larger than what is proved, points in the colour of their label", () => {
  const regions = regionsOf(new RightSide(), square, { columns: 4 });
  const certificates = [0.99, 0.5, 0].map((radius, i): Certificate => ({
    predicted: i === 1 ? 1 : 0,
    radius,
    radiusBy: { real: radius, f64Checked: radius, f32Ieee: radius, f32AnyRound: radius },
    bound: 1,
    radii: [],
    method: "pairwise",
    arithmetic: "f64-checked",
  }));
  const svg = regionsSvg(regions, square, certificates);
  const scale = 720 / 2.6; // pixels a unit: the width holds 2 + margins
  const radii = [...svg.matchAll(/r="([\d.]+)" stroke/g)].map(([, r]) => Number(r)).filter((r) => r > 3.5);
  expect(radii).toEqual([Math.floor(0.99 * scale * 10) / 10, Math.floor(0.5 * scale * 10) / 10]);
  expect(svg).toContain('<path d="M0 0h360v180H0zM0 180h360v180H0zM0 360h360v180H0zM0 540h360v180H0z" fill="#0072b2"/>');
  expect(svg.match(/r="1.6" fill="#e69f00"/g)).toHaveLength(2); // two samples of class 1, one of them taken for class 0
});
