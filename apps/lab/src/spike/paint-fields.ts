import { greys } from "../pictures/paint-image.ts";
import type { Snapshot } from "./session.ts";

/** What each neuron looks for, dark where its weights are large, with the digit that it stands for. */
export function paintFields(canvas: HTMLCanvasElement, { fields, assigned }: Pick<Snapshot, "fields" | "assigned">): void {
  const sheet = greys(fields.width, fields.height, fields.pixels);
  const context = canvas.getContext("2d");
  if (context === null || sheet === undefined) return;
  context.imageSmoothingEnabled = false;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(sheet, 0, 0, canvas.width, canvas.height);
  const columns = Math.ceil(Math.sqrt(assigned.length));
  const [across, down] = [canvas.width / columns, canvas.height / Math.ceil(assigned.length / columns)];
  context.font = `bold ${Math.round(across / 5)}px sans-serif`;
  context.textBaseline = "top";
  context.fillStyle = "#1f5f9f";
  assigned.forEach((digit, i) => context.fillText(String(digit), (i % columns) * across + 3, Math.floor(i / columns) * down + 3));
}
