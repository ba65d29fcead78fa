import { barX, plot, ruleX } from "@observablehq/plot";

/** How far each other class is kept away, with the nearest of them marked: the certified radius. */
export function radiiChart(
  radii: readonly number[],
  { width, names }: { readonly width: number; readonly names: readonly string[] },
): Element {
  const bars = radii.flatMap((radius, label) => (Number.isFinite(radius) ? [{ name: names[label] ?? String(label), radius }] : []));
  const nearest = Math.min(...bars.map(({ radius }) => radius));
  return plot({
    width,
    height: 40 + 17 * bars.length,
    marginLeft: 44,
    x: { label: "certified distance to the class", grid: true },
    y: { label: null, domain: bars.map(({ name }) => name) },
    marks: [barX(bars, { x: "radius", y: "name", fill: "#2a6fbb" }), ruleX([nearest], { stroke: "currentColor", strokeDasharray: "4 3" })],
  });
}
