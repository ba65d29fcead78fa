import { dot, line, plot } from "@observablehq/plot";

/** What was said against what was so: on the diagonal, a probability can be believed. */
export function reliabilityChart(
  points: readonly { readonly expected: number; readonly observed: number; readonly count: number }[],
  { width, said, seen }: { readonly width: number; readonly said: string; readonly seen: string },
): Element {
  const diagonal = [[0, 0], [1, 1]] as const; // prettier-ignore
  return plot({
    width,
    height: 220,
    marginLeft: 44,
    x: { label: said, domain: [0, 1] },
    y: { label: seen, domain: [0, 1], grid: true },
    marks: [
      line(diagonal, { stroke: "currentColor", strokeDasharray: "4 3" }),
      line(points, { x: "expected", y: "observed", stroke: "#2a6fbb", strokeWidth: 2 }),
      dot(points, { x: "expected", y: "observed", r: "count", fill: "#2a6fbb" }),
    ],
    r: { range: [2, 7] },
  });
}
