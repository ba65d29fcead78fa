import { ArrayDataset, concentricSpheres, gaussianBlobs, spirals, twoMoons } from "@surenet/data";
import { invalidValue, type Rng } from "@surenet/tensor-backend";
import type { CertifySettings, PlaneData } from "../settings.ts";

const POINTS = 600;

/** The points of the settings: blobs in three classes, everything else in two. @throws SurenetError `E_VALUE` when a drawn class has no point */
export function makeData({ data, drawn }: Pick<CertifySettings, "drawn"> & { readonly data: PlaneData }, rng: Rng): ArrayDataset {
  switch (data) {
    case "moons":
      return twoMoons(POINTS, { rng, noise: 0.08 });
    case "circles":
      return concentricSpheres(POINTS, { rng });
    case "spirals":
      return spirals(POINTS, { rng });
    case "blobs":
      return gaussianBlobs(POINTS, { rng, classes: 3, dimension: 2, std: 0.35 });
    case "drawn":
      return drawnData(drawn);
  }
}

function drawnData(drawn: CertifySettings["drawn"]): ArrayDataset {
  const labels = new Set(drawn.map(([, , label]) => label));
  if (labels.size < 2) {
    throw invalidValue({
      where: "drawing",
      problem: "a class has no point yet",
      expected: "points of both classes",
      got: `${drawn.length} points`,
      fix: "Click into the picture for the first class, with Shift for the second.",
    });
  }
  const inputs = Float32Array.from(drawn.flatMap(([x, y]) => [x, y]));
  const targets = Int32Array.from(drawn, ([, , label]) => label);
  return new ArrayDataset({ inputs, inputShape: [2], targets, classes: 2, featureNames: ["x", "y"] });
}
