import type { AttackFound, PointPromise, Snapshot } from "./session.ts";

/** Colours of the classes, apart for people who see few: blue, orange, green. */
const COLOURS = ["42, 111, 187", "217, 119, 6", "22, 140, 90"] as const;

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
  const { width, height } = canvas;
  const scale = width / (bounds.right - bounds.left);
  const at = ([x, y]: readonly [number, number]): [number, number] => [(x - bounds.left) * scale, (bounds.top - y) * scale];

  context.clearRect(0, 0, width, height);
  const [cellWidth, cellHeight] = [width / field.columns, height / field.rows];
  const largest = field.margins.reduce((most, margin) => Math.max(most, margin), 1e-6);
  for (let i = 0; i < field.classes.length; i++) {
    const strength = 0.12 + 0.5 * Math.min(1, (field.margins[i] ?? 0) / largest);
    context.fillStyle = `rgba(${colour(field.classes[i] ?? 0)}, ${strength})`;
    const [column, row] = [i % field.columns, Math.floor(i / field.columns)];
    const [left, top] = [Math.round(column * cellWidth), Math.round(row * cellHeight)]; // whole pixels, or the cells' edges would show
    context.fillRect(left, top, Math.round((column + 1) * cellWidth) - left, Math.round((row + 1) * cellHeight) - top);
  }
  const dot = (point: readonly [number, number], label: number, size: number): void => {
    const [x, y] = at(point);
    context.fillStyle = `rgb(${colour(label)})`;
    context.beginPath();
    if (label === 0) context.arc(x, y, size, 0, 2 * Math.PI);
    else context.rect(x - size, y - size, 2 * size, 2 * size); // told apart by shape too
    context.fill();
  };
  labels.forEach((label, i) => dot([points[2 * i] ?? 0, points[2 * i + 1] ?? 0], label, 2));
  for (const [x, y, label] of drawn) dot([x, y], label, 4);

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
  for (const [dx, dy] of [[-6, -6, 6, 6], [-6, 6, 6, -6]].map(([a = 0, b = 0, c = 0, d = 0]) => [[x + a, y + b], [x + c, y + d]] as const)) { context.moveTo(...(dx as [number, number])); context.lineTo(...(dy as [number, number])); } // prettier-ignore
  context.stroke();
}

function colour(label: number): string {
  return COLOURS[label % COLOURS.length] ?? COLOURS[0];
}
