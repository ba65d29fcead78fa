import { colourOf, paintCells, paintDot, placer } from "../../plane/paint-plane.ts";
import type { AttackFound, PointPromise, Snapshot } from "./session.ts";

export interface Marks {
  readonly promise: PointPromise | undefined;
  readonly attack: AttackFound | undefined;
  /** Points that the reader has drawn, before they are trained on. */
  readonly drawn: readonly (readonly [number, number, number])[];
}

/** The regions, darker where the margin is larger, with the data and the circle around the point of interest. */
export function paint(canvas: HTMLCanvasElement, { bounds, field, points, labels }: Snapshot, { promise, attack, drawn }: Marks): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const scale = canvas.width / (bounds.right - bounds.left);
  const at = placer(bounds, canvas.width);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const largest = field.margins.reduce((most, margin) => Math.max(most, margin), 1e-6);
  paintCells(context, field, (i) => colourOf(field.classes[i] ?? 0, 0.12 + 0.5 * Math.min(1, (field.margins[i] ?? 0) / largest)));
  labels.forEach((label, i) => paintDot(context, at([points[2 * i] ?? 0, points[2 * i + 1] ?? 0]), label, 2));
  for (const [x, y, label] of drawn) paintDot(context, at([x, y]), label, 4);

  if (promise !== undefined) circle(context, at(promise.point), promise.radius * scale);
  if (attack?.nearest !== undefined) cross(context, at(attack.point), at(attack.nearest));
}

function circle(context: CanvasRenderingContext2D, [x, y]: [number, number], radius: number): void {
  context.strokeStyle = "#111";
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
  context.fillStyle = "#111";
  context.beginPath();
  context.arc(x, y, 3, 0, 2 * Math.PI);
  context.fill();
}

function cross(context: CanvasRenderingContext2D, from: [number, number], [x, y]: [number, number]): void {
  context.strokeStyle = "#b00020";
  context.lineWidth = 2;
  context.setLineDash([4, 4]);
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(x, y);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  for (const slope of [1, -1]) {
    context.moveTo(x - 6, y - 6 * slope);
    context.lineTo(x + 6, y + 6 * slope);
  }
  context.stroke();
}
