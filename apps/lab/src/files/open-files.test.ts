import type { NamedFile } from "@surenet/data";
import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { DigitsSession } from "../certify/digits/session.ts";
import { PlaneSession } from "../certify/plane/session.ts";
import { DEFAULTS, DIGIT_DEFAULTS } from "../certify/settings.ts";
import { areImages } from "./kinds-of-file.ts";

const text = (name: string, content: string): NamedFile => ({ name, bytes: new TextEncoder().encode(content) });
const onPlane = (...files: NamedFile[]): Promise<PlaneSession> => PlaneSession.open({ ...DEFAULTS, files });
const asDigits = (...files: NamedFile[]): Promise<DigitsSession> => DigitsSession.open({ ...DIGIT_DEFAULTS, files });

/** Two features of very different scales, which tell apart two kinds. */
const TABLE = ["length,weight,kind", ...Array.from({ length: 60 }, (_, i) => `${1 + (i % 7) / 10 + (i % 2)},${4000 + 500 * (i % 2) + 13 * (i % 11)},${i % 2 === 0 ? "cat" : "dog"}`)].join("\n"); // prettier-ignore

const uint32 = (value: number): number[] => [0, 0, value >> 8, value & 255];
const SIDE = 10;
const COUNT = 60;
/** A bar, upright or lying. */
const images: NamedFile = {
  name: "bars-images-idx3-ubyte",
  bytes: Uint8Array.of(0, 0, 8, 3, ...uint32(COUNT), ...uint32(SIDE), ...uint32(SIDE), ...Array.from({ length: COUNT * SIDE * SIDE }, (_, k) => { // prettier-ignore
    const [image, row, column] = [Math.floor(k / SIDE / SIDE), Math.floor(k / SIDE) % SIDE, k % SIDE];
    return (image % 2 === 0 ? row : column) === 3 + (image % 4) ? 255 : 0;
  })), // prettier-ignore
};
const labels: NamedFile = { name: "bars-labels-idx1-ubyte", bytes: Uint8Array.of(0, 0, 8, 1, ...uint32(COUNT), ...Array.from({ length: COUNT }, (_, i) => i % 2)) }; // prettier-ignore

let model: readonly NamedFile[] = [];
const part = (ending: string): NamedFile => model.find(({ name }) => name.endsWith(ending)) ?? text("", "");
beforeAll(async () => {
  const session = await PlaneSession.open(DEFAULTS);
  await session.train(2);
  model = await session.save();
  await session.dispose();
});

it("learns a table in standard deviations, with the names of its columns and classes", async () => {
  const session = await onPlane(text("pets.csv", TABLE));
  const { accuracy, classNames, about, points } = await session.train(10);
  expect(accuracy).toBe(1);
  expect(classNames).toEqual(["cat", "dog"]);
  expect(about).toBe("pets.csv: 60 points; across length, up weight, in standard deviations");
  expect(points.every((value) => Math.abs(value) < 4)).toBe(true);
  await session.dispose();
});

it("learns images, and keeps some to test", async () => {
  const session = await asDigits(labels, images);
  const { accuracy, about, side, classes } = await session.train(8);
  expect([accuracy, side, classes]).toEqual([1, SIDE, 2]);
  expect(about).toBe("bars-labels-idx1-ubyte and bars-images-idx3-ubyte: 48 images, and 12 to test");
  await session.dispose();
});

it("opens a model again, whatever a browser has called its files, and it says the same", async () => {
  const session = await onPlane({ ...part(".json"), name: "model (1).json" }, { ...part(".safetensors"), name: "model (1).safetensors" });
  const same = await PlaneSession.open(DEFAULTS);
  const trained = await same.train(2);
  const { field, epoch, about } = await session.snapshot();
  expect(field).toEqual(trained.field);
  expect([epoch, about]).toEqual([0, "the model of moons: 600 points"]);
  await Promise.all([session.dispose(), same.dispose()]);
});

it("names the file, the line, what was expected and what it got", async () => {
  const before = memory().numTensors;
  const short = { ...part(".safetensors"), bytes: part(".safetensors").bytes.slice(0, 90) };
  const other = text("model.json", new TextDecoder().decode(part(".json").bytes).replace('"data": "moons"', '"data": "noons"'));
  for (const [opening, message] of [
    [() => onPlane(text("pets.csv", TABLE.replace("4013", "n/a"))), /cannot read pets\.csv, line 14, column "weight": .*n\/a/],
    [
      () => onPlane(text("wide.csv", "1,2,3,a\n4,5,6,b")),
      /cannot show wide\.csv: the picture is a plane; expected two columns of numbers.*got "?samples of shape \[3\]/,
    ],
    [
      () => onPlane(text("words.csv", "it was a dark\nand stormy night")),
      /words\.csv, line 1: there is only one column; expected two columns or more/,
    ],
    [() => asDigits(images), /bars-images.*an IDX file alone/],
    [() => asDigits(images, { ...labels, bytes: labels.bytes.slice(0, 20) }), /bars-labels-idx1-ubyte.*expected.*got/],
    [() => onPlane(part(".json")), /model\.safetensors: a model is two files.*got "?model\.json.*together/],
    [() => onPlane(part(".json"), short), /model\.safetensors: the weights are not those.*SHA-256/],
    [() => onPlane(other, part(".safetensors")), /model\.json: the structure or the metadata are not those/],
    [() => onPlane(text("model.json", "{"), part(".safetensors")), /model\.json: the file is not JSON/],
    [() => asDigits(...model), /model\.json: the pad is for square images.*got \[2\]/],
    [() => onPlane(...model, text("three.csv", "1,2,a\n3,4,b\n5,6,c")), /three\.csv: .*more classes than the model|labels? .*c/],
  ] as const) {
    await expect(opening()).rejects.toThrow(message);
  }
  expect(memory().numTensors).toBe(before);
});

it("tells points from images by a first look", () => {
  expect([[text("a.csv", "1,2,0")], [images, labels], model, [text("model.json", "{")]].map((files) => areImages(files))).toEqual([false, true, false, false]); // prettier-ignore
});
