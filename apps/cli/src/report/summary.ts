import type { Certificate, Label, RadiusName } from "@surenet/lipschitz";

/** How a labelled data set fares: what is right, and what is proved right within a distance. */
export interface Summary {
  readonly samples: number;
  readonly accuracy: number;
  /** Share that is right and has a radius of at least ε, by ε. */
  readonly certifiedAccuracy: Readonly<Record<string, number>>;
  /** The same for every arithmetic; the one above is for the label in force. */
  readonly certifiedAccuracyBy: Readonly<Record<RadiusName, Readonly<Record<string, number>>>>;
  /** The arithmetic that the certified shares and radii are for. */
  readonly arithmetic: Label;
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
  const curve = (radiusOf: (certificate: Certificate) => number): Record<string, number> =>
    Object.fromEntries(epsilons.map((epsilon) => [String(epsilon), share(right.filter((one) => radiusOf(one) >= epsilon).length)]));
  const by = (name: RadiusName): Record<string, number> => curve(({ radiusBy }) => radiusBy[name]);
  return {
    samples: certificates.length,
    accuracy: share(right.length),
    certifiedAccuracy: curve(({ radius }) => radius),
    certifiedAccuracyBy: { real: by("real"), f64Checked: by("f64Checked"), f32Ieee: by("f32Ieee"), f32AnyRound: by("f32AnyRound") },
    arithmetic: certificates[0]?.arithmetic ?? "real",
    meanRadius: share(right.reduce((total, { radius }) => total + radius, 0)),
    units,
  };
}
