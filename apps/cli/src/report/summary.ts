import type { Certificate } from "@surenet/lipschitz";

/** How a labelled data set fares: what is right, and what is proved right within a distance. */
export interface Summary {
  readonly samples: number;
  readonly accuracy: number;
  /** Share that is right and has a radius of at least ε, by ε. */
  readonly certifiedAccuracy: Readonly<Record<string, number>>;
  /** Mean radius, counting 0 for what is wrong. */
  readonly meanRadius: number;
}

export function summarise(certificates: readonly Certificate[], labels: ArrayLike<number>, epsilons: readonly number[]): Summary {
  const right = certificates.map(({ predicted, radius }, i) => (predicted === labels[i] ? radius : undefined));
  const share = (count: number): number => count / certificates.length;
  const reaching = (epsilon: number): number => share(right.filter((radius) => radius !== undefined && radius >= epsilon).length);
  return {
    samples: certificates.length,
    accuracy: share(right.filter((radius) => radius !== undefined).length),
    certifiedAccuracy: Object.fromEntries(epsilons.map((epsilon) => [String(epsilon), reaching(epsilon)])),
    meanRadius: right.reduce<number>((total, radius = 0) => total + radius, 0) / certificates.length,
  };
}
