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

/** Intensities in [0, 1] as ink on white. */
export function paintDigit(canvas: HTMLCanvasElement, pixels: Float32Array, side: number): void {
  const picture = greys(
    side,
    side,
    Uint8Array.from(pixels, (value) => Math.round(255 * value)),
  );
  const context = canvas.getContext("2d");
  if (context === null || picture === undefined) return;
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
}

function greys(width: number, height: number, values: Uint8Array): OffscreenCanvas | undefined {
  const sheet = new OffscreenCanvas(width, height);
  const context = sheet.getContext("2d");
  if (context === null) return undefined;
  const image = context.createImageData(width, height);
  values.forEach((value, i) => image.data.set([255 - value, 255 - value, 255 - value, 255], 4 * i));
  context.putImageData(image, 0, 0);
  return sheet;
}
