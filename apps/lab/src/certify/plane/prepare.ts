import type { ArrayDataset, NamedFile } from "@surenet/data";
import { malformedFile, type Rng, shapeMismatch } from "@surenet/tensor-backend";
import { isModelFile } from "../../files/kinds-of-file.ts";
import type { ModelMetadata } from "../../files/model-metadata.ts";
import { newModel } from "../new-model.ts";
import type { Prepared } from "../session.ts";
import { type CertifyRequest, type CertifySettings, isPlane, PLANE_DATA, type PlaneData } from "../settings.ts";
import { makeData } from "./make-data.ts";

const MOST_POINTS = 5000; // of a table; a picture has no place for more
const EPSILONS = [0.05, 0.1, 0.15];
/** The names of the command line for the same shapes. */
const GENERATED: Readonly<Record<string, PlaneData>> = { twoMoons: "moons", concentricSpheres: "circles", spirals: "spirals", gaussianBlobs: "blobs" }; // prettier-ignore

/** Data and model of the settings, or of the reader's files; accuracy is that of the points in the picture. @throws SurenetError naming the file and what is wrong with it */
export async function preparePlane({ files = [], ...settings }: CertifyRequest, rng: Rng): Promise<Prepared> {
  if (files.length === 0) {
    const data = makeData({ ...settings, data: isPlane(settings.data) ? settings.data : "moons" }, rng.fork("data"));
    const made = newModel(data, { settings, name: settings.data, epsilons: EPSILONS, rng });
    return { ...made, data, held: data, about: `${settings.data}: ${data.size} points` };
  }
  const { openModel } = await import("../../files/model-files.ts");
  const [parts, tables] = [files.filter(isModelFile), files.filter((file) => !isModelFile(file))];
  const name = tables.map((file) => file.name).join(" and ");
  if (parts.length === 0) {
    const { dataset: data, statistics } = (await readPoints(tables, { rng })).standardise(); // features of any scale, and circles that are circles
    const made = newModel(data, { settings, name, epsilons: EPSILONS, statistics, rng });
    return { ...made, data, held: data, about: captionOf(name, data, made.metadata) };
  }
  const { model, metadata } = await openModel(parts);
  try {
    const data = await pointsFor(metadata, tables, { settings, rng });
    const about = captionOf(name === "" ? `the model of ${metadata.data}` : `the model on ${name}`, data, metadata);
    return { data, held: data, model, metadata, about };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The points that a loaded model is looked at with, in its units: those of the table beside it, else of its own kind, else of the settings. */
async function pointsFor(
  metadata: ModelMetadata,
  tables: readonly NamedFile[],
  { settings, rng }: { readonly settings: CertifySettings; readonly rng: Rng },
): Promise<ArrayDataset> {
  const { inputShape, classes, classNames, statistics, data: source } = metadata;
  if (inputShape.join() !== "2") throw malformedFile({ where: "model.json", problem: "the model does not read points of the plane", expected: "samples of shape [2], or square images", got: inputShape }); // prettier-ignore
  const kind = GENERATED[source] ?? PLANE_DATA.find((name) => name === source) ?? (isPlane(settings.data) ? settings.data : "moons");
  const own = tables.length > 0;
  const data = own ? await readPoints(tables, { rng, classes, classNames }) : makeData({ ...settings, data: kind }, rng.fork("data"));
  if ((data.classes ?? 0) > classes) {
    throw shapeMismatch({ where: own ? (tables[0]?.name ?? "") : "model.json", problem: "the data have more classes than the model", expected: String(classes), got: data.classes, fix: "Drop the table that it was trained on together with the model." }); // prettier-ignore
  }
  return statistics === undefined ? data : data.standardise(statistics).dataset;
}

async function readPoints(
  files: readonly NamedFile[],
  { rng, ...reading }: { readonly rng: Rng; readonly classes?: number; readonly classNames?: readonly string[] | undefined },
): Promise<ArrayDataset> {
  const { readDataset } = await import("../../files/read-data.ts");
  const data = readDataset(files, { task: "classification", ...reading });
  if (data.inputShape.join() !== "2") {
    throw malformedFile({ where: `cannot show ${files[0]?.name ?? ""}`, problem: "the picture is a plane", expected: "two columns of numbers, and a label in the last", got: `samples of shape [${data.inputShape.join(", ")}]` }); // prettier-ignore
  }
  return data.size > MOST_POINTS ? data.shuffle(rng.fork("some")).take(MOST_POINTS) : data;
}

function captionOf(name: string, { size }: ArrayDataset, { featureNames, statistics }: ModelMetadata): string {
  const axes =
    featureNames === undefined || featureNames.join() === "x,y" ? "" : `; across ${featureNames[0] ?? ""}, up ${featureNames[1] ?? ""}`;
  return `${name}: ${size} points${axes}${statistics === undefined ? "" : ", in standard deviations"}`;
}
