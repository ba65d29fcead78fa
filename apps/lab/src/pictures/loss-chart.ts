import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { widthIn } from "./figure.ts";

/** The loss, or another number, by epoch; live. */
export class LossChart {
  readonly element: HTMLElement;
  readonly #label: string;
  #plot: uPlot | undefined;

  /** @param place a figure of its own @param label of the axis to the right */
  constructor(place: HTMLElement, label = "epoch") {
    this.element = place;
    this.#label = label;
  }

  /** Drawn when there is something to show: only on the page it knows how wide it may be. */
  show(history: readonly { readonly epoch: number; readonly loss: number }[]): void {
    this.#plot ??= this.#draw();
    this.#plot.setData([history.map(({ epoch }) => epoch), history.map(({ loss }) => loss)]);
  }

  #draw(): uPlot {
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim() || "#333";
    return new uPlot(
      {
        width: widthIn(this.element),
        height: 150,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false } },
        axes: [
          { stroke: ink, label: this.#label, labelSize: 18 },
          { stroke: ink, size: 54 },
        ],
        series: [{}, { stroke: "#2a6fbb", width: 2 }],
      },
      [[], []],
      this.element,
    );
  }
}
