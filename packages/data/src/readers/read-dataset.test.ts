import { expect, it } from "vitest";
import { readDataset } from "./read-dataset.ts";

const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) });
const images = { name: "a", bytes: Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 255, 0, 0, 51) };
const labels = { name: "b", bytes: Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 0, 1) };

it("tells a table and a pair of IDX files by their content, in any order", () => {
  expect(readDataset([text("pets", "1,2,cat\n3,4,dog")])).toMatchObject({ inputShape: [2], classNames: ["cat", "dog"] });
  for (const files of [
    [images, labels],
    [labels, images],
  ]) {
    const { inputs, inputShape, targets } = readDataset(files);
    expect(inputShape).toEqual([1, 2, 1]);
    expect([...inputs]).toEqual([1, 0, 0, Math.fround(51 / 255)]);
    expect([...targets]).toEqual([0, 1]);
  }
});

it("names the file that does not belong, or is not whole", () => {
  expect(() => readDataset([images])).toThrowSurenet("E_FILE", /cannot read a: an IDX file alone/);
  expect(() => readDataset([images, text("notes.txt", "1,2")])).toThrowSurenet("E_FILE", /notes\.txt: it does not belong to a/);
  expect(() => readDataset([labels, images, labels])).toThrowSurenet("E_FILE", /cannot read b: it does not belong/);
  expect(() => readDataset([text("t.csv", "")])).toThrowSurenet("E_FILE", /t\.csv: the file is empty/);
  expect(() => readDataset([{ name: "x.npy", bytes: Uint8Array.of(0x93, 78, 85, 77, 80, 89, 1, 0) }])).toThrowSurenet(
    "E_FILE",
    /x\.npy: an npy file alone/,
  );
  expect(() => readDataset([])).toThrowSurenet("E_FILE", /there is none/);
  expect(() => readDataset([{ name: "x.bin", bytes: Uint8Array.of(1, 0, 3) }])).toThrowSurenet("E_FILE", /none of the formats/);
});
