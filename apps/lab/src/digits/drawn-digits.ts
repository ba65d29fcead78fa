import { type ArrayDataset, centreDigit, syntheticDigits } from "@surenet/data";
import type { Rng } from "@surenet/tensor-backend";

const SIDE = 28;
const HANDS = { noise: 0, bend: 0.03, shapes: "several" } as const; // about as varied as people write

/** Digits by many hands, centred as those of MNIST are and as what the reader draws will be. */
export function drawnDigits(n: number, { rng, size = SIDE }: { readonly rng: Rng; readonly size?: number }): ArrayDataset {
  const drawn = syntheticDigits(n, { rng, size: SIDE, ...HANDS });
  return drawn.map(({ input }) => ({ input: centreDigit(input, { side: SIDE, size }) }), { inputShape: [size, size, 1] });
}
