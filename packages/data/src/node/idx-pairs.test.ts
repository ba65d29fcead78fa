import { expect, it } from "vitest";
import { idxPairs } from "./idx-pairs.ts";

it("pairs files by what stands before images and labels, and prefers plain ones", () => {
  const files = [
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte",
    "t10k-labels-idx1-ubyte.gz",
    "a.train-images.idx3-ubyte",
    "notes.txt",
    "images.png",
  ];
  expect(idxPairs(files)).toEqual([
    { prefix: "a.train-", images: "a.train-images.idx3-ubyte" },
    { prefix: "t10k-", images: "t10k-images-idx3-ubyte.gz", labels: "t10k-labels-idx1-ubyte" },
  ]);
});
