import type { NamedFile } from "@surenet/data";
import { malformedFile, type Rng, shapeMismatch } from "@surenet/tensor-backend";
import { drawnDigits } from "../../digits/drawn-digits.ts";
import { isModelFile } from "../../files/kinds-of-file.ts";
import { remembered } from "../../sessions/remembered.ts";
import { newModel } from "../new-model.ts";
import type { Prepared } from "../session.ts";
import type { CertifyRequest } from "../settings.ts";

const SIDE = 28;
const [TRAIN, HELD_OUT] = [3000, 400];
const MOST_IMAGES = 12_000; // of files: more would make an epoch long
const EPSILONS = [0.5, 1, 1.5];
const OWN = "digits drawn by the page";

/** Data and model of the settings, or of the reader's files. @throws SurenetError naming the file and what is wrong with it */
export async function prepareDigits({ files = [], ...settings }: CertifyRequest, rng: Rng): Promise<Prepared> {
  if (files.length === 0) {
    const { data, held } = ownDigits(SIDE, { seed: settings.seed, rng });
    const made = newModel(data, { settings, name: OWN, epsilons: EPSILONS, rng });
    return { ...made, data, held, about: `${data.size} ${OWN}` };
  }
  const { openModel } = await import("../../files/model-files.ts");
  const [parts, images] = [files.filter(isModelFile), files.filter((file) => !isModelFile(file))];
  const name = images.map((file) => file.name).join(" and ");
  if (parts.length === 0) {
    const { data, held } = await readImages(images, { rng });
    const made = newModel(data, { settings, name, epsilons: EPSILONS, rng });
    return { ...made, data, held, about: `${name}: ${data.size} images, and ${held.size} to test` };
  }
  const { model, metadata } = await openModel(parts);
  try {
    const { inputShape, classes, statistics } = metadata;
    const side = sideOf(inputShape, "model.json");
    if (statistics !== undefined) throw malformedFile({ where: "model.json", problem: "the model reads standardised images, which cannot be drawn", fix: "Train without --standardise." }); // prettier-ignore
    const { data, held } = images.length > 0 ? await readImages(images, { rng, classes }) : ownDigits(side, { seed: settings.seed, rng });
    if (data.inputShape.join() !== inputShape.join()) throw shapeMismatch({ where: name, problem: "the images do not fit the model", expected: `[${inputShape.join(", ")}]`, got: data.inputShape }); // prettier-ignore
    if ((data.classes ?? 0) > classes) throw shapeMismatch({ where: name || "model.json", problem: "the data have more classes than the model", expected: String(classes), got: data.classes }); // prettier-ignore
    return { data, held, model, metadata, about: `the model of ${metadata.data}, on ${name || OWN}` };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The same for equal seeds. */
function ownDigits(size: number, { seed, rng }: { readonly seed: number; readonly rng: Rng }): Pick<Prepared, "data" | "held"> {
  return remembered("digits to certify", `${size} ${seed}`, () => ({
    data: drawnDigits(TRAIN, { rng: rng.fork("data"), size }),
    held: drawnDigits(HELD_OUT, { rng: rng.fork("held-out"), size }),
  }));
}

/** Images and labels of the reader, a fifth of them, but no more than are looked at, to test. */
async function readImages(
  files: readonly NamedFile[],
  { rng, ...reading }: { readonly rng: Rng; readonly classes?: number },
): Promise<Pick<Prepared, "data" | "held">> {
  const { readDataset } = await import("../../files/read-data.ts");
  const all = readDataset(files, { task: "classification", ...reading });
  sideOf(all.inputShape, `cannot show ${files[0]?.name ?? ""}`);
  const some = all.shuffle(rng.fork("some")).take(MOST_IMAGES);
  const count = Math.max(1, Math.min(HELD_OUT, Math.floor(some.size / 5)));
  if (some.size < 2) throw malformedFile({ where: files[0]?.name ?? "", problem: "one image is no data", expected: "two or more" });
  return { data: some.slice(count), held: some.slice(0, count) };
}

function sideOf(shape: readonly number[], where: string): number {
  const [height = 0, width = 0, channels = 0, ...more] = shape;
  if (height === width && channels === 1 && more.length === 0 && height >= 8 && height <= 64) return height;
  throw malformedFile({ where, problem: "the pad is for square images of one channel", expected: "8 to 64 pixels on a side", got: shape });
}
