import { type Tensor, gather, tidy } from "@tensorflow/tfjs-core";
import { invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { label, MARGIN, svg } from "./svg.ts";

/** A neuron's voltage over time, as plain data. */
export interface VoltageTrace {
  readonly neuron: number;
  readonly voltages: readonly number[];
}

/**
 * The voltages of chosen neurons.
 *
 * @param voltages `[steps, neurons]`, borrowed
 * @throws SurenetError `E_SHAPE`, `E_OPTION` for a neuron that is not there
 * @example voltageTraces(tensor([[0, 5], [1, 6]]), [1]) // [{ neuron: 1, voltages: [5, 6] }]
 */
export function voltageTraces(voltages: Tensor, neurons: readonly number[]): VoltageTrace[] {
  const where = "voltageTraces";
  if (voltages.rank !== 2) throw shapeMismatch({ where, expected: "[steps, neurons]", got: voltages.shape });
  return neurons.map((neuron) => {
    if (!(Number.isInteger(neuron) && neuron >= 0 && neuron < (voltages.shape[1] ?? 0)))
      throw invalidOption({ where, option: "neurons", got: neuron, expected: `0 … ${(voltages.shape[1] ?? 0) - 1}` });
    return { neuron, voltages: tidy(() => Array.from(gather(voltages, [neuron], 1).dataSync())) };
  });
}

const COLOURS = ["#14407a", "#b3541e", "#2e7d4f", "#7b3fa0", "#8a8a1f"];

/** Voltages as curves, with the threshold where there is one. */
export function voltageSvg(
  traces: readonly VoltageTrace[],
  { dtMs = 1, threshold, title = "voltages" }: { dtMs?: number; threshold?: number; title?: string } = {},
): string {
  const [width, height] = [600, 240];
  const all = [...traces.flatMap(({ voltages }) => voltages), ...(threshold === undefined ? [] : [threshold])];
  const low = all.reduce((least, value) => Math.min(least, value), Infinity);
  const span = all.reduce((most, value) => Math.max(most, value), -Infinity) - low || 1;
  const steps = Math.max(...traces.map(({ voltages }) => voltages.length), 2);
  const x = (step: number): string => (MARGIN.left + (step / (steps - 1)) * width).toFixed(1);
  const y = (value: number): string => (MARGIN.top + height - ((value - low) / span) * height).toFixed(1);
  const curves = traces.map(({ voltages }, i) => `<polyline fill="none" stroke="${COLOURS[i % COLOURS.length]}" points="${voltages.map((value, step) => `${x(step)},${y(value)}`).join(" ")}"/>`); // prettier-ignore
  const names = traces.map(({ neuron }, i) => `<text x="${MARGIN.left + 90 + 60 * i}" y="15" fill="${COLOURS[i % COLOURS.length]}">#${neuron}</text>`); // prettier-ignore
  const limit = threshold === undefined ? [] : [`<line x1="${MARGIN.left}" x2="${MARGIN.left + width}" y1="${y(threshold)}" y2="${y(threshold)}" stroke="#999" stroke-dasharray="4 3"/>`]; // prettier-ignore
  return svg(width + MARGIN.left + MARGIN.right, height + MARGIN.top + MARGIN.bottom, title, [
    label(MARGIN.left, 15, title),
    ...names,
    ...limit,
    ...curves,
    label(MARGIN.left - 6, MARGIN.top + height, low.toPrecision(3), "end"),
    label(MARGIN.left - 6, MARGIN.top + 10, (low + span).toPrecision(3), "end"),
    label(MARGIN.left, MARGIN.top + height + 16, "0 ms"),
    label(MARGIN.left + width, MARGIN.top + height + 16, `${steps * dtMs} ms`, "end"),
  ]);
}
