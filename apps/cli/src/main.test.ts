import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { contents, type Finished, readJson, spawnSurenet } from "../test/surenet.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "surenet-cli-"));
});
afterAll(() => rm(folder, { recursive: true }));

const TRAINING = ["train", "--samples", "240", "--hidden", "8,8", "--batch", "4", "--epochs", "8", "--seed", "5"];
const train = (out: string, more: readonly string[] = [], onProgress?: (child: ChildProcess, stderr: string) => void): Promise<Finished> =>
  spawnSurenet([...TRAINING, "--out", out, ...more], { cwd: folder, ...(onProgress === undefined ? {} : { onProgress }) });

/** Sends a signal as soon as an epoch has ended, which is in the middle of the next. */
const after = (epoch: number, send: (child: ChildProcess) => void) => {
  let sent = false;
  return (child: ChildProcess, stderr: string): void => {
    if (sent || !stderr.includes(`${epoch}/8   loss`)) return;
    sent = true;
    send(child);
  };
};

/** What must be equal in two runs: all but the times. */
function outcome(out: string): unknown {
  const {
    "history.json": _,
    "report.json": __,
    [path.join("checkpoint", "latest.safetensors")]: ___,
    ...files
  } = contents(path.join(folder, out));
  const history = readJson<Record<string, unknown>[]>(folder, out, "history.json").map(({ timing: _timing, ...epoch }) => epoch);
  return { files, history };
}

it("continues exactly after SIGKILL and Ctrl-C, and reports again when it is finished", { timeout: 180_000 }, async () => {
  expect(await train("whole", ["--quiet"])).toMatchObject({ code: 0, stderr: "" });
  const whole = outcome("whole");

  const killed = await train(
    "killed",
    [],
    after(2, (child) => child.kill("SIGKILL")),
  );
  // the kill may come in the middle of a write, whose temporary file the next run removes: in the end the folders are equal
  const left = Object.keys(contents(path.join(folder, "killed"))).filter((name) => !/\.tmp-\d+-\d+$/.test(name));
  expect([killed.code, left]).toEqual([null, [path.join("checkpoint", "latest.safetensors")]]);

  const twice = after(4, (child) => {
    child.kill("SIGINT");
    void sleep(5).then(() => child.kill("SIGINT")); // as under npm, which passes on what the terminal has sent already
  });
  const stopped = await train("killed", ["--resume"], twice);
  expect(stopped).toMatchObject({ code: 130, stdout: "" });
  expect(stopped.stderr).toMatch(/\nstopped; the same train command with --resume continues exactly here\n$/);
  expect(stopped.stderr).not.toMatch(/ 2\/8 {3}loss/); // what was done is not done again

  const rest = await train("killed", ["--resume"]);
  expect(rest.code).toBe(0);
  expect(outcome("killed")).toEqual(whole);

  const again = await train("killed", ["--resume"]);
  expect([again.code, /\/8 {3}loss/.test(again.stderr), again.stdout]).toEqual([0, false, rest.stdout]);
  expect(outcome("killed")).toEqual(whole);
});

it("writes JSON alone on stdout with --json -, and files where the command was given", async () => {
  const { code, stdout, stderr } = await spawnSurenet(["train", "--samples", "100", "--hidden", "8,8", "--epochs", "1", "--json", "-"], {
    cwd: folder,
  });
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toEqual(readJson(folder, "run/twoMoons-0/report.json"));
});

it("ends quietly when nobody reads on", async () => {
  const words = ["predict", "--model", "run/twoMoons-0", "--data", "twoMoons", "--samples", "9000"];
  const { code, stderr } = await spawnSurenet(words, { cwd: folder, onStart: (child) => child.stdout?.destroy() });
  expect([code, stderr]).toEqual([0, ""]);
});
