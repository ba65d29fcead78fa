import { element } from "../page/element.ts";

const LEAST_WIDTH = 220;

/** A place for a chart, with the name by which it is read out. */
export function figure(id: string, name: string): HTMLElement {
  return element("figure", { id, role: "img", "aria-label": name });
}

/** As wide as a chart can be in a place. */
export function widthIn(place: HTMLElement): number {
  return Math.max(LEAST_WIDTH, place.clientWidth);
}

/** Draws a chart as wide as its place, instead of the one before. Its parts have labels that no reader of screens may meet: the place has the name. */
export function showIn(place: HTMLElement, draw: (width: number) => Element): void {
  const chart = draw(widthIn(place));
  chart.setAttribute("aria-hidden", "true");
  place.replaceChildren(chart);
}
