import type { ReliabilityBin } from "./reliability.ts";

const SIDE = 320;
const MARGIN = 44;

/**
 * A reliability diagram as an SVG: a bar for each bin from 0 to its accuracy, the diagonal of perfect calibration, and the gap to it shaded.
 *
 * @returns a whole document, without scripts or external files
 * @example await writeFile("reliability.svg", reliabilitySvg(reliabilityDiagram(rows)));
 */
export function reliabilitySvg(bins: readonly ReliabilityBin[], { title = "Reliability" }: { readonly title?: string } = {}): string {
  const x = (share: number): string => (MARGIN + share * SIDE).toFixed(1);
  const y = (share: number): string => (MARGIN + (1 - share) * SIDE).toFixed(1);
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const bars = bins.map(({ from, to, accuracy, confidence, count }) => {
    const width = (Math.max(to - from, 0.002) * SIDE).toFixed(1);
    const [low, high] = [Math.min(accuracy, confidence), Math.max(accuracy, confidence)];
    const rect = (bottom: number, top: number, fill: string): string =>
      `<rect x="${x(from)}" y="${y(top)}" width="${width}" height="${((top - bottom) * SIDE).toFixed(1)}" fill="${fill}"/>`;
    const label = `${count} of ${total}: confidence ${confidence.toFixed(3)}, accuracy ${accuracy.toFixed(3)}`;
    return `<g><title>${label}</title>${rect(0, accuracy, "#4477aa")}${rect(low, high, "#cc667788")}</g>`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<text x="${x(share)}" y="${MARGIN + SIDE + 16}" text-anchor="middle">${share}</text><text x="${MARGIN - 8}" y="${y(share)}" dy="4" text-anchor="end">${share}</text>`,
  );
  const size = SIDE + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${escaped(title)}</title><rect width="${size}" height="${size}" fill="#ffffff"/>`,
    `<text x="${size / 2}" y="22" text-anchor="middle" font-size="14">${escaped(title)}</text>`,
    ...bars,
    `<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="#222222" stroke-dasharray="4 3"/>`,
    `<rect x="${MARGIN}" y="${MARGIN}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#222222"/>`,
    ...ticks,
    `<text x="${size / 2}" y="${size - 8}" text-anchor="middle">confidence</text>`,
    `<text x="12" y="${size / 2}" text-anchor="middle" transform="rotate(-90 12 ${size / 2})">accuracy</text>`,
    "</svg>",
    "",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
