import { ArrayDataset, type NamedFile } from "@surenet/data";
import { malformedFile, type Rng } from "@surenet/tensor-backend";
import { standardised } from "../sessions/standardised.ts";
import { noisyWave } from "./noisy-wave.ts";

/** What a curve is drawn through, and what its intervals are tested with: `inputs [n, 1]`, `targets [n, 1]`. */
export interface Measurements {
  readonly data: ArrayDataset;
  readonly held: ArrayDataset;
  readonly about: string;
}

const HELD_OUT = 400;
const [FEWEST, MOST] = [10, 2000]; // rows of a table

/** The page's own wave with its gap. */
export function waveMeasurements(points: number, rng: Rng): Measurements {
  const about = "a wave with a gap: the deviation of the noise is 0.07 on the left and 0.28 on the right";
  return { data: noisyWave(points, rng.fork("data")), held: noisyWave(HELD_OUT, rng.fork("held-out")), about };
}

/**
 * The reader's table of one feature and a number, both in standard deviations; a fifth of the rows, drawn, is held out.
 *
 * @throws SurenetError `E_FILE` naming the file, the line and what is wrong
 */
export async function tableMeasurements(files: readonly NamedFile[], rng: Rng): Promise<Measurements> {
  const { readDataset } = await import("../files/read-data.ts");
  const table = readDataset(files, { task: "regression" });
  const name = files.map((file) => file.name).join(" and ");
  const expected = `a column of numbers and what was measured in the last, ${FEWEST} rows or more`;
  if (table.inputShape.join() !== "1" || table.size < FEWEST) {
    throw malformedFile({ where: `cannot show ${name}`, problem: "a curve goes through measurements at single numbers", expected, got: `${table.size} rows of samples of shape [${table.inputShape.join(", ")}]` }); // prettier-ignore
  }
  const some = table.shuffle(rng.fork("some")).take(MOST).standardise().dataset;
  const all = new ArrayDataset({ inputs: some.inputs, inputShape: [1], targets: standardised(some.targets), targetShape: [1] });
  const count = Math.min(HELD_OUT, Math.floor(all.size / 5));
  return {
    data: all.slice(count),
    held: all.slice(0, count),
    about: `${name}: ${all.size - count} rows, and ${count} to test; in standard deviations`,
  };
}
