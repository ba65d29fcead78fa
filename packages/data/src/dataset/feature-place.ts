/**
 * How a person names entry `feature` of a flat sample: by its name in a table, by its indices in an image.
 *
 * @example
 * featurePlace(1, { inputShape: [2], featureNames: ["x", "y"] }) // feature "y"
 * featurePlace(29, { inputShape: [28, 28, 1] })                  // pixel [1, 1, 0]
 */
export function featurePlace(feature: number, { inputShape, featureNames }: FeaturePlaceOptions): string {
  if (inputShape.length <= 1) {
    const name = featureNames?.[feature];
    return `feature ${name === undefined ? feature : JSON.stringify(name)}`;
  }
  const indices: number[] = [];
  let rest = feature;
  for (const side of inputShape.toReversed()) {
    indices.unshift(rest % side);
    rest = Math.floor(rest / side);
  }
  return `${inputShape.length === 3 ? "pixel" : "feature"} [${indices.join(", ")}]`;
}

export interface FeaturePlaceOptions {
  readonly inputShape: readonly number[];
  readonly featureNames?: readonly string[] | undefined;
}
