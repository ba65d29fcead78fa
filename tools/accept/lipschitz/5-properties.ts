import { createRng, initBackend } from "@surenet/tensor-backend";
import { randomModel } from "../../../packages/lipschitz/test/random-model.ts";
import { soundnessOf } from "../../../packages/lipschitz/test/soundness-of.ts";
import type { Acceptance } from "../acceptance.ts";

const MODELS = 300;

/** Random architectures, weights, learning rates and inputs against what is promised of them. */
export const properties: Acceptance = {
  id: "lipschitz/5",
  about: `${MODELS} random models: no pair of points exceeds the bound, no attack breaks a certificate, in float64`,
  async run(report) {
    await initBackend({ prefer: ["wasm"] });
    let [worst, broken, attacked, failed] = [0, 0, 0, 0];
    for (let seed = 1000; seed < 1000 + MODELS; seed++) {
      const rng = createRng(seed);
      const drawn = randomModel(rng.fork("model"));
      using model = drawn.model;
      const found = await soundnessOf({ ...drawn, model }, rng.fork("attack"));
      if (found.stretch > 1 + 1e-12 || found.broken > 0) {
        failed++;
        report.note(`seed ${seed}: stretch ${found.stretch}, ${found.broken} broken; ${drawn.about}`);
      }
      worst = Math.max(worst, found.stretch);
      broken += found.broken;
      attacked += found.attacked;
    }
    report.check("models whose promise was broken", failed === 0, `${failed} of ${MODELS}`);
    report.check("largest stretch as a share of the proved bound", worst <= 1 + 1e-12 && worst > 0.99, String(worst));
    report.check("points inside a certified ball with another class", broken === 0 && attacked > MODELS, `${broken} of ${attacked}`);
  },
};
