import { element } from "../../page/element.ts";
import { paintImage } from "../../pictures/paint-image.ts";

const SIDE = 280;
const PEN = 20; // as thick on the pad as the strokes of MNIST in their 28 pixels

/** Paper to draw on with mouse, finger or pen. */
export class Pad {
  readonly element: HTMLCanvasElement = element("canvas", { id: "pad", width: String(SIDE), height: String(SIDE), role: "img", "aria-label": "draw here, or choose a sample below" }); // prettier-ignore
  readonly side = SIDE;
  readonly #context: CanvasRenderingContext2D | null;
  #isSample = true;
  #last: readonly [number, number] | undefined;

  /** @param onDrawn after each stroke */
  constructor(onDrawn: () => void) {
    this.#context = this.element.getContext("2d", { willReadFrequently: true });
    this.clear();
    this.element.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.element.setPointerCapture(event.pointerId);
      if (this.#isSample) this.clear();
      this.#isSample = false;
      this.#draw(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (this.#last !== undefined) for (const one of event.getCoalescedEvents()) this.#draw(one);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      this.element.addEventListener(name, () => {
        if (this.#last === undefined) return;
        this.#last = undefined;
        onDrawn();
      });
    }
  }

  clear(): void {
    const context = this.#context;
    if (context === null) return;
    context.fillStyle = "#fff";
    context.fillRect(0, 0, SIDE, SIDE);
  }

  /** Puts an image on the paper; the next stroke begins on a new one. */
  show(pixels: Float32Array, side: number): void {
    paintImage(this.element, pixels, { side, smooth: true });
    this.#isSample = true;
  }

  /** The ink in [0, 1], `[side, side]`. */
  ink(): Float32Array {
    const data = this.#context?.getImageData(0, 0, SIDE, SIDE).data ?? new Uint8ClampedArray(4 * SIDE * SIDE);
    return Float32Array.from({ length: SIDE * SIDE }, (_, k) => 1 - (data[4 * k] ?? 255) / 255);
  }

  #draw({ clientX, clientY }: PointerEvent): void {
    const context = this.#context;
    if (context === null) return;
    const { left, top, width, height } = this.element.getBoundingClientRect();
    const at = [((clientX - left) / width) * SIDE, ((clientY - top) / height) * SIDE] as const;
    context.strokeStyle = "#000";
    context.lineWidth = PEN;
    context.lineCap = "round";
    context.beginPath();
    context.moveTo(...(this.#last ?? at));
    context.lineTo(...at);
    context.stroke();
    this.#last = at;
  }
}
