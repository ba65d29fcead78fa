/** Intensities in [0, 1] as ink on white, `[side, side]`. */
export function paintImage(
  canvas: HTMLCanvasElement,
  pixels: Float32Array,
  { side, smooth = false }: { readonly side: number; readonly smooth?: boolean },
): void {
  const values = Uint8Array.from(pixels, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  const picture = greys(side, side, values);
  const context = canvas.getContext("2d");
  if (context === null || picture === undefined) return;
  context.imageSmoothingEnabled = smooth;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
}

/** What was added to an image in blue, what was taken away in orange; a change of half the ink is as dark as it gets. */
export function paintChange(canvas: HTMLCanvasElement, change: Float32Array, side: number): void {
  const sheet = new OffscreenCanvas(side, side);
  const drawing = sheet.getContext("2d");
  const context = canvas.getContext("2d");
  if (context === null || drawing === null) return;
  const image = drawing.createImageData(side, side);
  change.forEach((value, k) =>
    image.data.set([...(value > 0 ? [42, 111, 187] : [217, 119, 6]), Math.min(255, Math.round(2 * 255 * Math.abs(value)))], 4 * k),
  );
  drawing.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(sheet, 0, 0, canvas.width, canvas.height);
}

/** A picture of values from 0, white, to 255, black. */
export function greys(width: number, height: number, values: Uint8Array): OffscreenCanvas | undefined {
  const sheet = new OffscreenCanvas(width, height);
  const context = sheet.getContext("2d");
  if (context === null) return undefined;
  const image = context.createImageData(width, height);
  values.forEach((value, i) => image.data.set([255 - value, 255 - value, 255 - value, 255], 4 * i));
  context.putImageData(image, 0, 0);
  return sheet;
}
