import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { contents, readJson, surenet } from "../../test/surenet.ts";

let folder = "";
const run = (): string => path.join(folder, "moons");

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "surenet-cli-bayes-"));
  const words = ["train", "--arch", "bayes", "--samples", "300", "--epochs", "4", "--hidden", "16", "--out", run()];
  expect(await surenet(words)).toMatchObject({ code: 0, stdout: expect.stringContaining("undecided on the most uncertain") as string });
});
afterAll(() => rm(folder, { recursive: true }));

it("writes a run with its calibration and a reliability diagram", () => {
  const names = Object.keys(contents(run())).filter((name) => !name.startsWith("checkpoint"));
  expect(names).toEqual(["history.json", "model.json", "model.safetensors", "reliability.svg", "report.json"]);
  const report = readJson<Record<string, unknown>>(path.join(run(), "report.json"));
  expect(report).toMatchObject({ samples: 32, plan: { arch: "bayes", loss: { loss: "elbo", kl: 0.03, prior: 0.3 } } });
  for (const name of ["accuracy", "nll", "ece", "brier", "aurc", "accuracyWhenDecided"]) expect(report[name]).toBeTypeOf("number");
});

it("says for each row the class, its probability, the entropy and whether it abstains", async () => {
  const words = ["predict", "--model", run(), "--data", "twoMoons", "--samples", "32", "--rows", "40"];
  const { code, stdout } = await surenet(words);
  expect(code).toBe(0);
  const [header, ...rows] = stdout.trim().split("\n");
  expect([header, rows.length]).toEqual(["sample,class,probability,entropy,abstains", 40]);
  const { abstainAbove } = readJson<{ abstainAbove: number }>(path.join(run(), "report.json"));
  for (const row of rows) {
    const [, label, probability, entropy, abstains] = row.split(",");
    expect(["0", "1"]).toContain(label);
    const p = Number(probability);
    expect(p).toBeGreaterThanOrEqual(0.5);
    const nats = p === 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p); // of two classes, the probability says all
    expect(Math.abs(nats - Number(entropy))).toBeLessThan(2e-5);
    expect(abstains).toBe(String(Number(entropy) > abstainAbove));
  }
  expect((await surenet(words)).stdout).toBe(stdout); // the same networks are drawn again
});

it("shows the layers of a Bayesian run, and proves nothing of it", async () => {
  const { code, stdout } = await surenet(["inspect", run()]);
  expect([code, /GaussianLinear/.test(stdout), /Lipschitz/.test(stdout)]).toEqual([0, true, false]);
});

it.each([
  [["train", "--arch", "bayes", "--eps", "0.1"], /--eps means nothing with --arch bayes/],
  [["train", "--arch", "bayes", "--abstain", "1.5"], /--abstain is a share/],
  [["train", "--arch", "bayes", "--loss", "hkr"], /--loss means nothing with --arch bayes/],
])("refuses %j", async (words, message) => {
  const { code, stderr } = await surenet(words);
  expect([code, message.test(stderr)]).toEqual([2, true]);
});
