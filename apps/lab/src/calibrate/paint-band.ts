import type { RegressionLook } from "./regression.ts";

const BOTTOM = -2.6;
const TOP = 2.6;

/** The curve, two deviations of the network's doubt around it (dark), and two of all uncertainty (light), over the measurements. */
export function paintBand(canvas: HTMLCanvasElement, { points, targets, band }: RegressionLook): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { width, height } = canvas;
  const [left, right] = [band.x[0] ?? 0, band.x.at(-1) ?? 1];
  const across = (x: number): number => ((x - left) / (right - left)) * width;
  const down = (y: number): number => ((TOP - y) / (TOP - BOTTOM)) * height;
  context.clearRect(0, 0, width, height);

  const ribbon = (deviation: (i: number) => number, colour: string): void => {
    context.fillStyle = colour;
    context.beginPath();
    band.x.forEach((x, i) => context.lineTo(across(x), down((band.mean[i] ?? 0) + 2 * deviation(i))));
    for (let i = band.x.length - 1; i >= 0; i--) context.lineTo(across(band.x[i] ?? 0), down((band.mean[i] ?? 0) - 2 * deviation(i)));
    context.fill();
  };
  ribbon((i) => Math.hypot(band.aleatoric[i] ?? 0, band.epistemic[i] ?? 0), "rgba(42, 111, 187, 0.22)");
  ribbon((i) => band.epistemic[i] ?? 0, "rgba(217, 119, 6, 0.45)");

  context.strokeStyle = "#123";
  context.lineWidth = 2;
  context.beginPath();
  band.x.forEach((x, i) => context.lineTo(across(x), down(band.mean[i] ?? 0)));
  context.stroke();
  context.fillStyle = "#123";
  points.forEach((x, i) => {
    context.beginPath();
    context.arc(across(x), down(targets[i] ?? 0), 2.2, 0, 2 * Math.PI);
    context.fill();
  });
}
