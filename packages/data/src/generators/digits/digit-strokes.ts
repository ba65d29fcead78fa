/** A polyline in the unit square, x to the right and y downwards. */
export type Stroke = readonly (readonly [x: number, y: number])[];

const ARC_STEP = 20; // degrees; a chord of 20° lies within 1.5% of the radius from its arc, far below a pixel

/** The ten digits as a pen draws them, between x = 0.28 and 0.75, y = 0.15 and 0.85. */
export const DIGIT_STROKES: readonly (readonly Stroke[])[] = [
  [arc({ center: [0.5, 0.5], radii: [0.2, 0.34], from: -90, to: 270 })],
  [
    [
      [0.38, 0.3],
      [0.52, 0.15],
      [0.52, 0.85],
    ],
  ],
  [[...arc({ center: [0.5, 0.34], radii: [0.19, 0.18], from: 190, to: 400 }), [0.3, 0.84], [0.72, 0.84]]],
  [
    arc({ center: [0.47, 0.33], radii: [0.18, 0.17], from: 200, to: 450 }),
    arc({ center: [0.47, 0.67], radii: [0.2, 0.17], from: -90, to: 160 }),
  ],
  [
    [
      [0.6, 0.85],
      [0.6, 0.15],
      [0.28, 0.62],
      [0.75, 0.62],
    ],
  ],
  [[[0.7, 0.16], [0.37, 0.16], [0.35, 0.48], ...arc({ center: [0.49, 0.64], radii: [0.2, 0.2], from: 230, to: 510 })]],
  [
    [
      [0.62, 0.15],
      [0.47, 0.28],
      [0.36, 0.45],
      [0.32, 0.64],
    ],
    arc({ center: [0.5, 0.66], radii: [0.18, 0.18], from: 0, to: 360 }),
  ],
  [
    [
      [0.28, 0.17],
      [0.72, 0.17],
      [0.44, 0.85],
    ],
  ],
  [
    arc({ center: [0.5, 0.32], radii: [0.16, 0.16], from: 0, to: 360 }),
    arc({ center: [0.5, 0.67], radii: [0.19, 0.18], from: 0, to: 360 }),
  ],
  [
    arc({ center: [0.5, 0.35], radii: [0.18, 0.18], from: 0, to: 360 }),
    [
      [0.68, 0.36],
      [0.66, 0.6],
      [0.58, 0.85],
    ],
  ],
];

export interface Arc {
  readonly center: readonly [number, number];
  readonly radii: readonly [number, number];
  /** Degrees, clockwise from the positive x axis. */
  readonly from: number;
  readonly to: number;
}

/** A part of an ellipse as a polyline. */
export function arc({ center: [cx, cy], radii: [rx, ry], from, to }: Arc): Stroke {
  const steps = Math.ceil((to - from) / ARC_STEP);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)] as const;
  });
}
