import type { Certificate } from "@surenet/lipschitz";

/** How a labelled data set fares: what is right, and what is proved right within a distance. */
export interface Summary {
  readonly samples: number;
  readonly accuracy: number;
  /** Share that is right and has a radius of at least ε, by ε. */
  readonly certifiedAccuracy: Readonly<Record<string, number>>;
  /** Mean radius, counting 0 for what is wrong. */
  readonly meanRadius: number;
  /** Of ε and radii: those of the data, or standard deviations of each feature in the training part. */
  readonly units: "input" | "standardised";
}

export interface Certified {
  readonly certificates: readonly Certificate[];
  readonly labels: ArrayLike<number>;
  readonly epsilons: readonly number[];
  readonly units: Summary["units"];
}

export function summarise({ certificates, labels, epsilons, units }: Certified): Summary {
  const right = certificates.filter(({ predicted }, i) => predicted === labels[i]);
  const share = (count: number): number => count / certificates.length;
  const reaching = (epsilon: number): number => share(right.filter(({ radius }) => radius >= epsilon).length);
  return {
    samples: certificates.length,
    accuracy: share(right.length),
    certifiedAccuracy: Object.fromEntries(epsilons.map((epsilon) => [String(epsilon), reaching(epsilon)])),
    meanRadius: share(right.reduce((total, { radius }) => total + radius, 0)),
    units,
  };
}
