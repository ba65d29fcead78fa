import { barY, cell, dot, lineY, plot, ruleY } from "@observablehq/plot";

interface Size {
  readonly width: number;
}

/** Time to the right, neurons upwards, a stroke for each spike. */
export function rasterChart(
  { spikes, steps, neurons }: { readonly spikes: readonly { readonly step: number; readonly neuron: number }[]; readonly steps: number; readonly neurons: number }, // prettier-ignore
  { width }: Size,
): Element {
  return plot({
    width,
    height: 170,
    marginLeft: 44,
    x: { label: "ms", domain: [0, steps] },
    y: { label: "neuron", domain: [0, neurons], grid: true },
    marks: [dot(spikes, { x: "step", y: "neuron", r: 2.5, fill: "#2a6fbb" })],
  });
}

/** Voltages of some neurons, and dashed the thresholds at which they fire. */
export function voltageChart(
  traces: readonly { readonly neuron: number; readonly voltages: readonly number[]; readonly threshold: number }[],
  { width }: Size,
): Element {
  const points = traces.flatMap(({ neuron, voltages }) => voltages.map((voltage, step) => ({ neuron: `#${neuron}`, step, voltage })));
  const limits = traces.map(({ neuron, threshold }) => ({ neuron: `#${neuron}`, threshold }));
  return plot({
    width,
    height: 190,
    marginLeft: 44,
    x: { label: "ms" },
    y: { label: "voltage", grid: true },
    color: { legend: true, scheme: "Dark2" },
    marks: [lineY(points, { x: "step", y: "voltage", stroke: "neuron" }), ruleY(limits, { y: "threshold", stroke: "neuron", strokeDasharray: "4 3" })], // prettier-ignore
  });
}

/** How the spikes of each neuron are spread over the classes; neurons in the order of their classes. */
export function ratesChart(rates: Float32Array, assigned: Int32Array, { width }: Size): Element {
  const order = Array.from(assigned.keys()).toSorted((a, b) => (assigned[a] ?? 0) - (assigned[b] ?? 0));
  const cells = order.flatMap((neuron, place) => Array.from({ length: 10 }, (_, digit) => ({ place, digit, share: rates[10 * neuron + digit] ?? 0 }))); // prettier-ignore
  return plot({
    width,
    height: 200,
    marginLeft: 30,
    x: { label: "neurons", ticks: [] },
    y: { label: "digit" },
    color: { scheme: "Blues" },
    marks: [cell(cells, { x: "place", y: "digit", fill: "share", inset: 0 })],
  });
}

/** Spikes for each class, of the digit that is shown. */
export function votesChart(votes: Float32Array, { width }: Size): Element {
  const bars = Array.from(votes, (spikes, digit) => ({ digit, spikes }));
  return plot({
    width,
    height: 130,
    marginLeft: 44,
    x: { label: "digit" },
    y: { label: "spikes a neuron", grid: true },
    marks: [barY(bars, { x: "digit", y: "spikes", fill: "#2a6fbb" })],
  });
}
