import { type Rng, invalidOption } from "@surenet/tensor-backend";

export interface MotifObjectiveOptions {
  readonly rng: Rng;
  /** Letters of a sequence. */
  readonly length: number;
  readonly alphabet: string;
  readonly motifs?: number;
  readonly motifLength?: number;
  /** How often each motif should stand, without gaps. One spaced motif, counted in part, when omitted. */
  readonly copies?: number;
}

/** A black box over sequences whose best value is known: 1, reached by {@link MotifObjective.optimum}. */
export interface MotifObjective {
  /** In [0, 1]. */
  evaluate(sequence: string): number;
  /** A sequence of value 1. */
  readonly optimum: string;
}

/** A motif: its letters, and how far each is from the first. */
interface Motif {
  readonly letters: readonly string[];
  readonly places: readonly number[];
}

/**
 * A sequence objective of the kind of Stanton et al. 2024 ("Ehrlich functions"), without its constraint: motifs, of which each multiplies the value by how well it is present.
 *
 * A spaced motif counts by the largest share of its letters that stand anywhere at their distances, `f(x) = Π_m max_l Σ_k [x_{l + s_mk} = a_mk] / K`; with `copies` c the motif has no gaps and
 * counts by how often it stands whole, `f(x) = Π_m (1 + min(c, #m)) / (1 + c)`.
 *
 * @throws SurenetError `E_OPTION` when the motifs do not fit side by side
 * @example motifObjective({ length: 32, alphabet: "ACDEFGHIKL", motifs: 2, rng }).evaluate("…") // 0.5 · 0.75
 */
export function motifObjective({ rng, length, alphabet, motifs = 2, motifLength = 4, copies }: MotifObjectiveOptions): MotifObjective {
  const room = Math.floor(length / motifs);
  const least = motifLength * (copies ?? 1);
  if (room < least || alphabet.length < motifLength)
    throw invalidOption({ where: "motifObjective", option: "length", got: length, expected: `at least ${motifs * least} letters` });
  const plans = Array.from({ length: motifs }, (_, m): Motif => {
    const stream = rng.fork(`motif-${m}`).values;
    const letters = Array.from(stream.permutation(alphabet.length).subarray(0, motifLength), (i) => alphabet[i] ?? "");
    if (copies !== undefined) return { letters, places: letters.map((__, k) => k) };
    const others = Array.from(stream.permutation(room - 1).subarray(0, motifLength - 1), (place) => place + 1).sort((a, b) => a - b);
    return { letters, places: [0, ...others] };
  });
  const optimum = Array.from({ length }, () => alphabet[0] ?? "");
  plans.forEach(({ letters, places }, m) => {
    for (let copy = 0; copy < (copies ?? 1); copy++)
      letters.forEach((letter, k) => (optimum[m * room + copy * motifLength + (places[k] ?? 0)] = letter));
  });
  return {
    evaluate: (sequence) => plans.reduce((value, motif) => value * presence(motif, sequence, copies), 1),
    optimum: optimum.join(""),
  };
}

function presence({ letters, places }: Motif, sequence: string, copies: number | undefined): number {
  const starts = Array.from({ length: Math.max(0, sequence.length - (places.at(-1) ?? 0)) }, (_, from) => from);
  const matches = starts.map((from) => letters.filter((letter, k) => sequence[from + (places[k] ?? 0)] === letter).length);
  if (copies === undefined) return Math.max(0, ...matches) / letters.length;
  const whole = matches.filter((count) => count === letters.length).length;
  return (1 + Math.min(copies, whole)) / (1 + copies);
}
