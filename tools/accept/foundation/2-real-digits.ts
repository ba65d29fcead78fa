import type { Acceptance } from "../acceptance.ts";
import { digits, need } from "../paths.ts";
import { type DigitsBounds, trainDigits } from "../train-digits.ts";

const DEFAULT: DigitsBounds = {
  accuracy: 0.975,
  certifiedAccuracy: { "0.1": 0.969, "0.25": 0.959, "0.5": 0.935, "1": 0.825 },
  meanRadius: 1.6,
};
/** deel-torchlip 1.0.5 on the same split, HKR with margin 2. */
const TORCHLIP: DigitsBounds = {
  accuracy: 0.9705,
  certifiedAccuracy: { "0.1": 0.964, "0.25": 0.9515, "0.5": 0.9125, "1": 0.7735 },
  meanRadius: 1.46,
};
const HKR = ["--loss", "hkr", "--alpha", "0.98", "--margin", "2"];

/** The main job on the 10,000 real digits, mean of three seeds. */
export const realDigits: Acceptance = {
  id: "foundation/2",
  about: "real digits: accuracy, certified accuracy and radius of the defaults, and of HKR against torchlip's figures",
  async run(report) {
    need(digits);
    const trainings = [
      { name: "certified-ce (default)", options: [], bounds: DEFAULT, seconds: 180 },
      { name: "hkr, alpha 0.98, margin 2", options: HKR, bounds: TORCHLIP, seconds: 180 },
    ];
    for (const training of trainings) {
      const [first] = await trainDigits(report, training);
      const isComplete =
        first !== undefined &&
        first.engine === "wasm" &&
        first.msPerStep > 0 &&
        first.lipschitzBound >= 1 - 1e-3 &&
        first.seed === 0 &&
        Object.keys(first.versions).length > 0;
      const figures = `engine ${first?.engine}, ${first?.msPerStep.toFixed(1)} ms/step, Lipschitz bound ${first?.lipschitzBound}`;
      report.check(`${training.name}: the report is complete`, isComplete, figures);
    }
  },
};
