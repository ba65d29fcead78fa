import { type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { proteinTokenizer } from "../tokens/protein-tokenizer.ts";
import { GaussianCorruptionProcess } from "./gaussian-corruption.ts";
import { MaskCorruptionProcess } from "./mask-corruption.ts";
import { readCorruption } from "./read-corruption.ts";
import { betaSchedule } from "./schedules.ts";
import { SubstitutionCorruptionProcess } from "./substitution-corruption.ts";

const rng = createRng(5);
const tokens = (): Tensor => tensor([4, 5, 6, 7, 1, 1], [2, 3], "int32");

it("masks each sample by its own share, and only where it may", () => {
  tidy(() => {
    const process = new MaskCorruptionProcess({ maskIndex: 31 });
    const { corrupted, isCorrupted } = process.corrupt(tokens(), { rng, corruptFrac: tensor([1, 0]), corruptionAllowed: tensor([[1, 0, 1], [1, 1, 1]]) }); // prettier-ignore
    expect(Array.from(corrupted.dataSync())).toEqual([31, 5, 31, 7, 1, 1]);
    expect(Array.from(isCorrupted.dataSync())).toEqual([1, 0, 1, 0, 0, 0]);
  });
});

it("substitutes amino acids by others and leaves every other token alone", () => {
  tidy(() => {
    const process = SubstitutionCorruptionProcess.fromBlosum62(proteinTokenizer());
    const { corrupted } = process.corrupt(tokens(), { rng, corruptFrac: 1 });
    const after = Array.from(corrupted.dataSync());
    expect(after.slice(4)).toEqual([1, 1]);
    [4, 5, 6, 7].forEach((token, i) => {
      expect(after[i]).not.toBe(token);
      expect(after[i]).toBeGreaterThanOrEqual(4);
      expect(after[i]).toBeLessThanOrEqual(23);
    });
  });
});

it("draws as many substitutions as a row of the matrix says", () => {
  tidy(() => {
    const process = new SubstitutionCorruptionProcess({ vocabSize: 3, matrix: [[0, 0.25, 0.75], [1, 0, 0], [1, 0, 0]] }); // prettier-ignore
    const { corrupted } = process.corrupt(tensor(new Int32Array(4000), [1, 4000], "int32"), { rng: createRng(1), corruptFrac: 1 });
    const share = corrupted.dataSync().filter((token) => token === 1).length / 4000;
    expect(Math.abs(share - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 4000));
  });
});

it.each([
  new MaskCorruptionProcess({ maskIndex: 3, schedule: "sqrt", maxSteps: 50 }),
  new GaussianCorruptionProcess({ noiseVariance: 2 }),
  SubstitutionCorruptionProcess.fromBlosum62(proteinTokenizer()),
])("is made again from its JSON: $process", (process) => {
  expect(readCorruption(JSON.parse(JSON.stringify(process))).toJSON()).toEqual(process.toJSON());
});

it("refuses schedules and steps that do not exist, and shares that are none", () => {
  expect(() => betaSchedule("exp" as "linear", 10)).toThrowSurenet("E_OPTION", /one of linear, cosine/);
  expect(() => new MaskCorruptionProcess({ maskIndex: 0, schedule: "linear", maxSteps: 10 })).toThrowSurenet("E_OPTION", /more steps/);
  tidy(
    () =>
      void expect(() => new MaskCorruptionProcess({ maskIndex: 0 }).corrupt(tokens(), { rng, corruptFrac: 1.5 })).toThrowSurenet(
        "E_VALUE",
        /1\.5/,
      ),
  );
});
