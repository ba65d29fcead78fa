import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

/** The loss, or another number, by epoch; live. */
export class LossChart {
  readonly #plot: uPlot;

  constructor(parent: HTMLElement, label = "epoch") {
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim() || "#333";
    this.#plot = new uPlot(
      {
        width: Math.max(220, parent.clientWidth),
        height: 150,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false } },
        axes: [
          { stroke: ink, label, labelSize: 18 },
          { stroke: ink, size: 54 },
        ],
        series: [{}, { stroke: "#2a6fbb", width: 2 }],
      },
      [[], []],
      parent,
    );
  }

  show(history: readonly { readonly epoch: number; readonly loss: number }[]): void {
    this.#plot.setData([history.map(({ epoch }) => epoch), history.map(({ loss }) => loss)]);
  }
}
