import { type Rng, invalidOption } from "@surenet/tensor-backend";

export interface MotifObjectiveOptions {
  readonly rng: Rng;
  /** Letters of a sequence. */
  readonly length: number;
  readonly alphabet: string;
  readonly motifs?: number;
  readonly motifLength?: number;
  /** Whether a motif counts wherever it stands, or only at a place of its own. */
  readonly anywhere?: boolean;
}

/** A black box over sequences whose best value is known: 1, reached by {@link MotifObjective.optimum}. */
export interface MotifObjective {
  /** In [0, 1]. */
  evaluate(sequence: string): number;
  /** A sequence of value 1. */
  readonly optimum: string;
}

/**
 * A sequence objective of the kind of Stanton et al. 2024 ("Ehrlich functions"), without its constraint: spaced motifs, of which each multiplies the value by the largest share of its
 * letters that stand at their distances: `f(x) = Π_m max_l Σ_k [x_{l + s_mk} = a_mk] / K`.
 *
 * With motifs at places of their own a random sequence has hardly a letter right, so that every motif counts one more: `f(x) = Π_m (1 + Σ_k [x_{l_m + s_mk} = a_mk]) / (1 + K)`.
 *
 * @throws SurenetError `E_OPTION` when the motifs with their gaps do not fit side by side
 * @example motifObjective({ length: 32, alphabet: "ACDEFGHIKL", motifs: 2, rng }).evaluate("…") // 0.5 · 0.75
 */
export function motifObjective({
  rng,
  length,
  alphabet,
  motifs = 2,
  motifLength = 4,
  anywhere = true,
}: MotifObjectiveOptions): MotifObjective {
  const room = Math.floor(length / motifs);
  if (room < motifLength || alphabet.length < 2)
    throw invalidOption({ where: "motifObjective", option: "length", got: length, expected: `at least ${motifs * motifLength} letters` });
  const plans = Array.from({ length: motifs }, (_, m) => {
    const stream = rng.fork(`motif-${m}`).values;
    const letters = Array.from(
      stream.permutation(alphabet.length).subarray(0, Math.min(motifLength, alphabet.length)),
      (i) => alphabet[i] ?? "",
    );
    const others = Array.from(stream.permutation(room - 1).subarray(0, motifLength - 1), (place) => place + 1).sort((a, b) => a - b);
    return { letters, places: [0, ...others] };
  });
  const evaluate = (sequence: string): number =>
    plans.reduce((value, { letters, places }, m) => {
      const matches = (from: number): number => letters.filter((letter, k) => sequence[from + (places[k] ?? 0)] === letter).length;
      if (!anywhere) return (value * (1 + matches(m * room))) / (1 + letters.length);
      const starts = Array.from({ length: Math.max(1, sequence.length - (places.at(-1) ?? 0)) }, (_, from) => from);
      return (value * Math.max(...starts.map(matches))) / letters.length;
    }, 1);
  const optimum = Array.from({ length }, () => alphabet[0] ?? "");
  plans.forEach(({ letters, places }, m) => letters.forEach((letter, k) => (optimum[m * room + (places[k] ?? 0)] = letter)));
  return { evaluate, optimum: optimum.join("") };
}
