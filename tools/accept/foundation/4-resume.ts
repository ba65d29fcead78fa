import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRng } from "@surenet/tensor-backend";
import type { Acceptance } from "../acceptance.ts";
import { type Finished, surenet } from "../command.ts";
import { inTemporaryFolder } from "../paths.ts";

const WORDS = [
  "train",
  "--data",
  "syntheticDigits",
  "--samples",
  "3000",
  "--hidden",
  "64,64",
  "--epochs",
  "8",
  "--seed",
  "5",
  "--engine",
  "wasm",
  "--quiet",
];
const KILLS = 4;

/** The same seed gives the same history and the same weights, however often the process dies on the way. */
export const resume: Acceptance = {
  id: "foundation/4",
  about: "same seed, same history and weights; also after kills at random moments and --resume",
  async run(report) {
    await inTemporaryFolder(async (folder) => {
      const run = (name: string, ...more: string[]): Promise<Finished> => surenet([...WORDS, "--out", path.join(folder, name), ...more]);
      const whole = await run("first");
      await run("second");
      const want = await fingerprint(path.join(folder, "first"));
      report.check(
        "two runs with one seed",
        same(want, await fingerprint(path.join(folder, "second"))),
        `history ${want.history.slice(0, 12)}, weights ${want.weights.slice(0, 12)}`,
      );
      const other = await surenet([...WORDS.map((word) => (word === "5" ? "6" : word)), "--out", path.join(folder, "other")]);
      report.check(
        "another seed differs",
        other.code === 0 && !same(want, await fingerprint(path.join(folder, "other"))),
        "another history",
      );

      const seed = Date.now() % 1e6;
      report.note(`moments of the kills drawn with seed ${seed}; the whole run takes ${whole.seconds.toFixed(1)} s`);
      for (const signal of ["SIGKILL", "SIGINT"] as const) {
        const moments = createRng(seed).fork(signal).values.uniform(KILLS, { low: 0.15, high: 0.6 });
        let killed = 0;
        for (const [i, share] of moments.entries()) {
          const attempt = await killedAfter(whole.seconds * share, signal, [
            ...WORDS,
            "--out",
            path.join(folder, signal),
            ...(i === 0 ? [] : ["--resume"]),
          ]);
          if (attempt.code !== 0) killed++;
        }
        const last = await run(signal, "--resume");
        const got = await fingerprint(path.join(folder, signal));
        report.check(
          `after ${killed} × ${signal} and --resume`,
          killed > 0 && last.code === 0 && same(want, got),
          same(want, got) ? "identical history and weights" : `differs; ${last.stderr.slice(-300)}`,
        );
      }
    });
  },
};

function killedAfter(seconds: number, signal: NodeJS.Signals, words: readonly string[]): Promise<Finished> {
  return surenet(words, { onStart: (child) => void sleep(seconds * 1000).then(() => child.kill(signal)) });
}

interface Fingerprint {
  readonly history: string;
  readonly weights: string;
}

/** Hashes of a run's history, timing apart, and of its weights. */
async function fingerprint(run: string): Promise<Fingerprint> {
  const epochs: unknown = JSON.parse(await readFile(path.join(run, "history.json"), "utf8"));
  const history = JSON.stringify(epochs, (key, value) => (key === "timing" ? undefined : value));
  return { history: sha256(history), weights: sha256(await readFile(path.join(run, "model.safetensors"))) };
}

function same(a: Fingerprint, b: Fingerprint): boolean {
  return a.history === b.history && a.weights === b.weights;
}

function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
