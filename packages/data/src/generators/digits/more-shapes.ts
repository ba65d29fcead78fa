import { arc, type Stroke } from "./digit-strokes.ts";

/** Other ways to write each digit, beside the one of `DIGIT_STROKES`, in the same square. */
export const MORE_SHAPES: readonly (readonly (readonly Stroke[])[])[] = [
  [
    [arc({ center: [0.5, 0.5], radii: [0.12, 0.34], from: -90, to: 270 })],
    [arc({ center: [0.5, 0.5], radii: [0.28, 0.3], from: -60, to: 300 })],
  ],
  [[line([0.5, 0.15], [0.5, 0.85])], [line([0.36, 0.32], [0.52, 0.15], [0.52, 0.85]), line([0.34, 0.85], [0.7, 0.85])]],
  [
    [[...arc({ center: [0.5, 0.33], radii: [0.19, 0.18], from: 190, to: 400 }), ...arc({ center: [0.38, 0.76], radii: [0.1, 0.08], from: 60, to: 360 }), [0.6, 0.84], [0.76, 0.78]]], // prettier-ignore
    [line([0.3, 0.17], [0.68, 0.17], [0.3, 0.84], [0.72, 0.84])],
  ],
  [
    [line([0.3, 0.16], [0.68, 0.16], [0.48, 0.44]), arc({ center: [0.48, 0.64], radii: [0.2, 0.2], from: -90, to: 150 })],
    [arc({ center: [0.45, 0.3], radii: [0.16, 0.14], from: 210, to: 450 }), arc({ center: [0.47, 0.65], radii: [0.24, 0.21], from: -90, to: 150 })], // prettier-ignore
  ],
  [
    [line([0.34, 0.18], [0.3, 0.52], [0.7, 0.52]), line([0.66, 0.2], [0.62, 0.85])],
    [line([0.36, 0.16], [0.32, 0.36], [0.38, 0.5], [0.5, 0.52], [0.64, 0.42]), line([0.68, 0.16], [0.64, 0.5], [0.64, 0.85])],
  ],
  [
    [line([0.7, 0.17], [0.4, 0.17], [0.38, 0.42]), arc({ center: [0.44, 0.62], radii: [0.24, 0.22], from: 255, to: 490 })],
    [line([0.74, 0.15], [0.44, 0.2], [0.38, 0.42], [0.58, 0.5], [0.62, 0.66], [0.5, 0.82], [0.3, 0.82])],
  ],
  [
    [[[0.66, 0.17], [0.5, 0.24], [0.36, 0.42], ...arc({ center: [0.5, 0.66], radii: [0.18, 0.18], from: -180, to: 180 }).toReversed()]],
    [line([0.45, 0.15], [0.36, 0.4], [0.35, 0.7]), arc({ center: [0.5, 0.72], radii: [0.15, 0.13], from: 180, to: 540 })],
  ],
  [
    [line([0.28, 0.17], [0.72, 0.17], [0.44, 0.85]), line([0.36, 0.5], [0.66, 0.5])],
    [line([0.28, 0.26], [0.34, 0.18], [0.64, 0.17], [0.7, 0.26], [0.6, 0.5], [0.52, 0.85])],
  ],
  [
    [[...arc({ center: [0.5, 0.32], radii: [0.17, 0.17], from: 130, to: 330 }).toReversed(), ...arc({ center: [0.48, 0.68], radii: [0.17, 0.17], from: -40, to: 230 }), [0.62, 0.42], [0.66, 0.26]]], // prettier-ignore
    [arc({ center: [0.54, 0.3], radii: [0.12, 0.15], from: 0, to: 360 }), arc({ center: [0.48, 0.66], radii: [0.15, 0.2], from: 0, to: 360 })],
  ],
  [
    [[...arc({ center: [0.5, 0.33], radii: [0.17, 0.17], from: 0, to: 360 }), ...arc({ center: [0.45, 0.6], radii: [0.21, 0.24], from: -10, to: 130 })]],
    [arc({ center: [0.47, 0.33], radii: [0.18, 0.14], from: 0, to: 360 }), line([0.68, 0.2], [0.64, 0.5], [0.64, 0.85])],
  ],
]; // prettier-ignore

function line(...points: readonly (readonly [number, number])[]): Stroke {
  return points;
}
