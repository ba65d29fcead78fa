import path from "node:path";
import { loadDataset } from "@surenet/data/node";
import { certify, lipschitzModules } from "@surenet/lipschitz";
import { loadModel, nnModules } from "@surenet/nn";
import { folderStore } from "@surenet/nn/node";
import { createRng, initBackend } from "@surenet/tensor-backend";
import type { Acceptance } from "../acceptance.ts";
import { surenet } from "../command.ts";
import { digits, inTemporaryFolder, need } from "../paths.ts";
import { attackWithin, type AttackResult } from "./attack-within.ts";
import { readNetwork } from "./float64-network.ts";

const SAMPLES = 500;
const RESTARTS = 3;

/** An attacker with the gradient, against the certificates of a trained network. */
export const attack: Acceptance = {
  id: "foundation/3",
  about: `attack: PGD and boundary walks on ${SAMPLES} digits find nothing inside a certified radius, and much inside twice that`,
  async run(report) {
    need(digits);
    await inTemporaryFolder(async (folder) => {
      const run = path.join(folder, "run");
      const { code, stderr } = await surenet([
        "train",
        "--data",
        digits,
        "--holdout",
        "last:2000",
        "--seed",
        "0",
        "--engine",
        "wasm",
        "--quiet",
        "--out",
        run,
      ]);
      report.check("training", code === 0, code === 0 ? "done" : stderr.slice(-400));
      await initBackend({ prefer: ["wasm"] });
      const { model } = await loadModel(folderStore(run), [...nnModules, ...lipschitzModules]);
      const test = (await loadDataset(digits)).slice(-2000).take(SAMPLES);
      const samples = Array.from({ length: SAMPLES }, (_, i) => test.sample(i).input);
      const certificates = await certify(model, samples);
      const network = await readNetwork(run);

      const attempt = (factor: number): AttackResult =>
        attackWithin({ model, network, samples, certificates, factor, restarts: RESTARTS, rng: createRng(1) });
      const inside = attempt(1);
      report.check("class changes in float64 inside the radius", inside.flips64 === 0, `${inside.flips64} of ${inside.points} points`);
      report.check("the attack reached the radius", inside.tightest > 0.999, `largest distance / radius ${inside.tightest.toFixed(7)}`);
      report.note(
        `float32 class changes in the last 0.1% of the radius: ${inside.flips32} of ${inside.points} points (the arithmetic labels of the checker are to make them 0)`,
      );
      const beyond = attempt(2);
      report.check(
        "the same search inside twice the radius finds changes",
        beyond.samplesFlipped > SAMPLES / 4,
        `${beyond.samplesFlipped} of ${SAMPLES} digits`,
      );
      model.dispose();
    });
  },
};
