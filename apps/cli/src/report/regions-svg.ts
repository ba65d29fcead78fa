import type { ArrayDataset } from "@surenet/data";
import type { Certificate } from "@surenet/lipschitz";
import type { Regions } from "./regions.ts";

// Okabe & Ito's palette, distinguishable with every kind of colour vision.
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#000000"];
const WIDTH = 720;
const POINTS = 600;
const CIRCLES = 24;

interface Disc {
  readonly x: number;
  readonly y: number;
  /** 0 where nothing is proved. */
  readonly radius: number;
  readonly label: number;
  readonly predicted: number;
}

/** The classes as areas, samples as points, and where the class is proved: the discs of all of them as one shade, some with their circle. */
export function regionsSvg(regions: Regions, data: ArrayDataset, certificates: readonly Certificate[]): string {
  const { columns, rows, bounds } = regions;
  const cell = WIDTH / columns;
  const scale = WIDTH / (bounds.right - bounds.left);
  const height = Math.round(rows * cell);
  const discs = certificates.slice(0, POINTS).map(({ predicted, radius }, i): Disc => {
    const { input, target } = data.sample(i);
    const [x = 0, y = 0] = input;
    return { x: scale * (x - bounds.left), y: scale * (bounds.top - y), radius: scale * radius, label: Number(target), predicted };
  });
  const proved = discs.filter(({ radius }) => radius > 0);
  const areas = areaPaths(regions, cell).map((path, label) => (path === "" ? "" : `<path d="${path}" fill="${colour(label)}"/>`));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    "<title>Decision regions, samples, and circles within which the class is proved</title>",
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<g opacity=".16" shape-rendering="crispEdges">${areas.join("")}</g>`,
    `<g opacity=".2">${proved.map((disc) => circle(disc, disc.radius, `fill="${colour(disc.predicted)}"`)).join("")}</g>`,
    `<g fill="none" stroke-width="1.25">${spread(proved)
      .map(
        (disc) => circle(disc, disc.radius, `stroke="${colour(disc.predicted)}"`) + circle(disc, 3.5, `stroke="${colour(disc.predicted)}"`),
      )
      .join("")}</g>`,
    `<g>${discs.map((disc) => circle(disc, 1.6, `fill="${colour(disc.label)}"`)).join("")}</g>`,
    "</svg>\n",
  ].join("\n");
}

function circle({ x, y }: Disc, radius: number, paint: string): string {
  return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${(Math.floor(10 * radius) / 10).toFixed(1)}" ${paint}/>`;
}

function colour(label: number): string {
  return COLOURS[label % COLOURS.length] ?? "#888";
}

/** Some of the discs, the largest first, none with its centre deep inside another: enough to see how far proofs reach. */
function spread(discs: readonly Disc[]): Disc[] {
  const chosen: Disc[] = [];
  for (const disc of discs.toSorted((a, b) => b.radius - a.radius)) {
    const apart = chosen.every(({ x, y, radius }) => Math.hypot(x - disc.x, y - disc.y) > 0.6 * radius);
    if (apart && chosen.length < CIRCLES) chosen.push(disc);
  }
  return chosen;
}

/** Each class's area as one path of stretches along rows: far shorter than a shape for every cell. */
function areaPaths({ columns, rows, classes }: Regions, cell: number): string[] {
  const count = 1 + classes.reduce((most, label) => Math.max(most, label), 0);
  const paths = Array.from({ length: count }, () => "");
  for (let row = 0; row < rows; row++) {
    for (let from = 0; from < columns;) {
      const label = classes[row * columns + from] ?? 0;
      let to = from + 1;
      while (to < columns && classes[row * columns + to] === label) to++;
      paths[label] += `M${from * cell} ${row * cell}h${(to - from) * cell}v${cell}H${from * cell}z`;
      from = to;
    }
  }
  return paths;
}
