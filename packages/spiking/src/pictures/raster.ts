import type { Tensor } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";
import { label, MARGIN, svg } from "./svg.ts";

/** Who spiked when, as plain data. */
export interface Raster {
  readonly steps: number;
  readonly neurons: number;
  /** In the order of time. */
  readonly spikes: readonly { readonly step: number; readonly neuron: number }[];
}

/**
 * The spikes of one sample as a list.
 *
 * @param spikes `[steps, neurons]`, anything above 0 is a spike; borrowed
 * @throws SurenetError `E_SHAPE`
 * @example rasterOf(tensor([[0, 1], [1, 0]])).spikes // [{ step: 0, neuron: 1 }, { step: 1, neuron: 0 }]
 */
export function rasterOf(spikes: Tensor): Raster {
  if (spikes.rank !== 2) throw shapeMismatch({ where: "rasterOf", expected: "[steps, neurons]", got: spikes.shape });
  const [steps = 0, neurons = 0] = spikes.shape;
  const list = Array.from(spikes.dataSync()).flatMap((value, at) =>
    value > 0 ? [{ step: Math.floor(at / neurons), neuron: at % neurons }] : [],
  );
  return { steps, neurons, spikes: list };
}

/** A raster as a picture: time to the right, neurons upwards, a stroke for each spike. */
export function rasterSvg(
  { steps, neurons, spikes }: Raster,
  { dtMs = 1, title = "spikes" }: { dtMs?: number; title?: string } = {},
): string {
  const [width, height] = [600, Math.min(600, Math.max(120, neurons * 3))];
  const across = width / Math.max(steps, 1);
  const up = height / Math.max(neurons, 1);
  const round = (x: number): number => Math.round(x * 100) / 100;
  const strokes = spikes.map(({ step, neuron }) => `M${round(MARGIN.left + (step + 0.5) * across)} ${round(MARGIN.top + height - (neuron + 1) * up)}v${round(Math.max(up, 1))}`); // prettier-ignore
  return svg(width + MARGIN.left + MARGIN.right, height + MARGIN.top + MARGIN.bottom, title, [
    label(MARGIN.left, 15, `${title}: ${spikes.length} of ${neurons} neurons in ${steps * dtMs} ms`),
    `<rect x="${MARGIN.left}" y="${MARGIN.top}" width="${width}" height="${height}" fill="none" stroke="#bbb"/>`,
    `<path d="${strokes.join("")}" stroke="#14407a" stroke-width="${round(Math.max(1, across * 0.6))}"/>`,
    label(MARGIN.left - 6, MARGIN.top + height, "0", "end"),
    label(MARGIN.left - 6, MARGIN.top + 10, String(neurons - 1), "end"),
    label(MARGIN.left, MARGIN.top + height + 16, "0 ms"),
    label(MARGIN.left + width, MARGIN.top + height + 16, `${steps * dtMs} ms`, "end"),
  ]);
}
