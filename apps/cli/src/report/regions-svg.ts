import type { ArrayDataset } from "@surenet/data";
import type { Certificate } from "@surenet/lipschitz";
import type { Regions } from "./regions.ts";

// Okabe & Ito's palette, distinguishable with every kind of colour vision.
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#000000"];
const WIDTH = 720;
const CIRCLES = 60;

/** The classes as areas, samples as points, and for some of them the circle within which the class is proved. */
export function regionsSvg({ columns, rows, classes, bounds }: Regions, data: ArrayDataset, certificates: readonly Certificate[]): string {
  const scale = WIDTH / (bounds.right - bounds.left);
  const height = Math.round(scale * (bounds.top - bounds.bottom));
  const [cellWidth, cellHeight] = [WIDTH / columns, height / rows];
  const x = (value: number): string => (scale * (value - bounds.left)).toFixed(1);
  const y = (value: number): string => (scale * (bounds.top - value)).toFixed(1);
  const colour = (label: number): string => COLOURS[label % COLOURS.length] ?? "#888888";

  const areas = runs(columns, rows, classes).map(
    ({ row, from, to, label }) =>
      `<rect x="${(from * cellWidth).toFixed(1)}" y="${(row * cellHeight).toFixed(1)}" width="${((to - from) * cellWidth).toFixed(1)}" height="${(cellHeight + 0.2).toFixed(1)}" fill="${colour(label)}"/>`,
  );
  const step = Math.max(1, Math.floor(data.size / CIRCLES));
  const circles: string[] = [];
  const points: string[] = [];
  for (let i = 0; i < data.size; i++) {
    const [px, py, label] = [x(data.inputs[2 * i] ?? 0), y(data.inputs[2 * i + 1] ?? 0), data.targets[i] ?? 0];
    points.push(`<circle cx="${px}" cy="${py}" r="1.6" fill="${colour(label)}"/>`);
    const certificate = certificates[i];
    if (i % step !== 0 || certificate === undefined || certificate.radius === 0) continue;
    circles.push(`<circle cx="${px}" cy="${py}" r="${(scale * certificate.radius).toFixed(1)}" stroke="${colour(certificate.predicted)}"/>`);
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    "<title>Decision regions, samples, and circles within which the class is proved</title>",
    `<g opacity="0.22" shape-rendering="crispEdges">${areas.join("")}</g>`,
    `<g>${points.join("")}</g>`,
    `<g fill="none" stroke-width="1.2" opacity="0.8">${circles.join("")}</g>`,
    "</svg>\n",
  ].join("\n");
}

/** Each row as stretches of one class: far fewer shapes than cells. */
function runs(columns: number, rows: number, classes: Int32Array): { row: number; from: number; to: number; label: number }[] {
  const found = [];
  for (let row = 0; row < rows; row++) {
    for (let from = 0; from < columns; ) {
      const label = classes[row * columns + from] ?? 0;
      let to = from + 1;
      while (to < columns && classes[row * columns + to] === label) to++;
      found.push({ row, from, to, label });
      from = to;
    }
  }
  return found;
}
