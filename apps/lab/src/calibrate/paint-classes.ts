import { colourOf, paintCells, paintDot, placer } from "../plane/paint-plane.ts";
import type { ClassificationLook } from "./classification.ts";

/** What the shade of the plane says. */
export const SHADES = ["all uncertainty", "of the data", "of the network"] as const;
export type Shade = (typeof SHADES)[number];

/** The class of each place, paler where the network is less sure: altogether, because the classes overlap, or because it has seen nothing there. */
export function paintClasses(canvas: HTMLCanvasElement, look: ClassificationLook, shade: Shade): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { grid, probability, total, epistemic, points, labels, bounds } = look;
  const at = placer(bounds, canvas.width);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const doubt = (i: number): number => {
    const [all, own] = [total[i] ?? 0, epistemic[i] ?? 0];
    return shade === "all uncertainty" ? all : shade === "of the data" ? all - own : own;
  };
  paintCells(context, grid, (i) => colourOf((probability[i] ?? 0) > 0.5 ? 1 : 0, 0.05 + 0.65 * (1 - Math.min(1, Math.max(0, doubt(i))))));
  labels.forEach((label, i) => paintDot(context, at([points[2 * i] ?? 0, points[2 * i + 1] ?? 0]), label, 2.5));
}
