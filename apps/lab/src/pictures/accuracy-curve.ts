import { areaY, lineY, plot } from "@observablehq/plot";

/** Certified accuracy by radius. */
export function accuracyCurve(
  points: readonly { readonly epsilon: number; readonly accuracy: number }[],
  { width }: { readonly width: number },
): Element {
  return plot({
    width,
    height: 170,
    marginLeft: 44,
    x: { label: "radius" },
    y: { label: "right and certified", domain: [0, 1], percent: false, grid: true },
    marks: [
      areaY(points, { x: "epsilon", y: "accuracy", fill: "#2a6fbb", fillOpacity: 0.2 }),
      lineY(points, { x: "epsilon", y: "accuracy", stroke: "#2a6fbb", strokeWidth: 2 }),
    ],
  });
}
