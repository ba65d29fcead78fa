import path from "node:path";
import { compareSides } from "../../bench/compare-sides.ts";
import { startSide } from "../../bench/start-side.ts";
import { subjects } from "../../bench/subjects.ts";
import type { Acceptance, Report } from "../acceptance.ts";
import { runCommand } from "../command.ts";
import { root } from "../paths.ts";

const ROUNDS = 21;

/** What a step costs, and that no learning rate or gradient leads off the manifold. */
export const cost: Acceptance = {
  id: "lipschitz/4",
  about: "four products per matrix and step; the certified step against deel-torchlip; singular values whatever the learning rate",
  async run(report) {
    await showTests(report, "products per matrix and step, counted", "packages/lipschitz/src/linear/cost.test.ts");
    await showTests(report, "learning rates from 1e-4 to 1, in float64", "packages/lipschitz/src/module/projection.test.ts");
    await showTests(report, "adversarial momenta at learning rate 10, in float64", "packages/nn/src/manifolds/stiefel.test.ts");
    await runCommand("npm", ["run", "engines:native"]);
    await showSpeed(report, "certified mlp step 784-512-512-10", 2, { native: 1 / 2.5, ours: 1.2 });
    await showSpeed(report, "certified mlp step 784-256-256-10", 1, { ours: 1 });
  },
};

async function showTests(report: Report, what: string, file: string): Promise<void> {
  const { code, stdout } = await runCommand(process.execPath, [path.join(root, "tools/test.mjs"), file]);
  report.check(what, code === 0, stdout.trim().split("\n").at(-1) ?? "");
}

/** @param atMost times of torch, by side */
async function showSpeed(report: Report, subject: string, torchThreads: number, atMost: Readonly<Record<string, number>>): Promise<void> {
  const found = subjects.find(({ name }) => name === subject);
  if (found === undefined) throw new Error(`no subject ${subject}`);
  const torch = startSide("torch", { threads: torchThreads });
  const sides = [torch, ...Object.keys(atMost).map((name) => startSide(name, { threads: name === "native" ? 2 : 1 }))];
  try {
    const { sides: measured } = await compareSides(found, sides, ROUNDS);
    const median = (name: string): number => {
      const times = measured[name];
      return typeof times === "object" ? times.median : NaN;
    };
    for (const [side, bound] of Object.entries(atMost)) {
      const figures = `${median(side).toFixed(1)} ms against ${median("torch").toFixed(1)} ms with ${torchThreads} threads`;
      report.atMost(
        `${subject}, ${side === "ours" ? "wasm" : side}: times of torchlip (${figures})`,
        median(side) / median("torch"),
        bound,
      );
    }
  } finally {
    for (const side of sides) side.stop();
  }
}
