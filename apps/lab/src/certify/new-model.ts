import type { ArrayDataset, Statistics } from "@surenet/data";
import { FrobeniusLinear, GroupSort2, Sequential, SpectralLinear } from "@surenet/lipschitz";
import { Flatten } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";
import type { Prepared } from "./session.ts";
import type { CertifySettings } from "./settings.ts";

export interface NewModelOptions {
  readonly settings: CertifySettings;
  /** The generator or the names of the files that the data are of. */
  readonly name: string;
  /** Radii to report. */
  readonly epsilons: readonly number[];
  /** Of data that were standardised. */
  readonly statistics?: Statistics;
  readonly rng: Rng;
}

/** An untrained network for these data, and what it remembers of them. */
export function newModel(data: ArrayDataset, options: NewModelOptions): Pick<Prepared, "model" | "metadata"> {
  const { settings, name, epsilons, statistics, rng } = options;
  const { inputShape, classes = 2, classNames, featureNames } = data;
  const { drawn: _, ...training } = settings;
  return {
    model: network({ inputShape, classes, ...settings, rng: rng.fork("weights") }),
    metadata: {
      data: name,
      inputShape,
      classes,
      classNames,
      featureNames,
      epsilons,
      training: { program: "surenet laboratory", ...training },
      statistics,
    },
  };
}

interface Shape extends Pick<CertifySettings, "width" | "depth"> {
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly rng: Rng;
}

/** Orthogonal layers with sorted pairs between them: 1-Lipschitz, whatever is trained. */
function network({ inputShape, width, depth, classes, rng }: Shape): Sequential {
  const features = inputShape.reduce((product, side) => product * side, 1);
  const sizes = [features, ...Array.from({ length: depth }, () => width)];
  const hidden = sizes.slice(1).flatMap((size, i) => [new SpectralLinear(sizes[i] ?? features, size, { rng }), new GroupSort2()]);
  const head = new FrobeniusLinear(sizes.at(-1) ?? features, classes, { rng });
  return new Sequential([...(inputShape.length > 1 ? [new Flatten()] : []), ...hidden, head]);
}
