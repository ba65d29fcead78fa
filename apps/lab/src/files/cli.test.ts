import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { NamedFile } from "@surenet/data";
import { afterAll, expect, it } from "vitest";
import { DigitsSession } from "../certify/digits/session.ts";
import { PlaneSession } from "../certify/plane/session.ts";
import { DEFAULTS, DIGIT_DEFAULTS } from "../certify/settings.ts";

const folder = mkdtempSync(path.join(tmpdir(), "surenet-lab-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const root = path.resolve(import.meta.dirname, "../../../..");

/** The command line, as `npm start --` runs it. */
function surenet(words: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, ["--conditions=@surenet/source", path.join(root, "apps/cli/src/main.ts"), ...words], { cwd: root, env: { ...process.env, SURENET_CWD: folder } }); // prettier-ignore
  let complaints = "";
  child.stderr.on("data", (text) => (complaints += text));
  return new Promise((resolve, reject) => child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(complaints)))));
}

const inFolder = (...parts: string[]): string => path.join(folder, ...parts);
const modelIn = (run: string): NamedFile[] => ["model.json", "model.safetensors"].map((name) => ({ name, bytes: Uint8Array.from(readFileSync(inFolder(run, name))) })); // prettier-ignore
const figure = (file: string): { accuracy: number; certified: Record<string, number> } => JSON.parse(readFileSync(inFolder(file), "utf8")); // prettier-ignore

it("opens what surenet train has made of a table, in its units and with its names", async () => {
  const table = path.join(root, "apps/cli/examples/leaves.csv");
  const [header, ...rows] = readFileSync(table, "utf8").trim().split("\n");
  const columns = [0, 1, (header ?? "").split(",").length - 1];
  const two = [header ?? "", ...rows].map((row) => columns.map((column) => row.split(",")[column]).join(",")).join("\n");
  writeFileSync(inFolder("leaves.csv"), two);
  await surenet(["train", "--data", inFolder("leaves.csv"), "--standardise", "--epochs", "8", "--out", inFolder("leaves"), "--quiet"]);
  const files = [...modelIn("leaves"), { name: "leaves.csv", bytes: new TextEncoder().encode(two) }];
  const session = await PlaneSession.open({ ...DEFAULTS, files });
  const { accuracy, classNames, about, epoch } = await session.snapshot();
  await surenet(["certify", "--model", inFolder("leaves"), "--data", inFolder("leaves.csv"), "--json", inFolder("leaves.json"), "--quiet"]);
  expect(accuracy).toBeCloseTo(figure("leaves.json").accuracy, 6);
  expect(classNames.length).toBe(new Set(rows.map((row) => row.split(",").at(-1))).size);
  expect(about).toMatch(/the model on leaves\.csv: \d+ points; across .+, up .+, in standard deviations/);
  expect(epoch).toBe(0);
  const { tried, broken, radius, distance } = await session.attack([0, 0]);
  expect([tried, broken]).toEqual([64, 0]);
  expect(distance).toBeGreaterThanOrEqual(radius);
  await session.train(1); // and trains on
  await session.dispose();
});

it("opens what surenet train has made of digits, and certifies what is on the pad", async () => {
  await surenet(["train", "--data", "syntheticDigits", "--samples", "600", "--hidden", "32", "--epochs", "3", "--out", inFolder("digits"), "--quiet"]); // prettier-ignore
  const session = await DigitsSession.open({ ...DIGIT_DEFAULTS, files: modelIn("digits") });
  const { accuracy, side, about } = await session.snapshot();
  expect(side).toBe(28);
  expect(accuracy).toBeGreaterThan(0.4); // other hands, and centred: it has not seen such digits
  expect(about).toBe("the model of syntheticDigits, on digits drawn by the page");
  expect((await session.promise(await session.sample({ label: 0, which: 0 }))).radius).toBeGreaterThan(0);
  await session.dispose();
});

it("saves what surenet certify reads, with the same accuracy and certificates", async () => {
  const session = await PlaneSession.open({ ...DEFAULTS, data: "blobs" });
  const { points, labels } = await session.train(8);
  for (const { name, bytes } of await session.save()) writeFileSync(inFolder(name), bytes);
  const rows = Array.from(labels, (label, i) => `${points[2 * i]},${points[2 * i + 1]},${label}`);
  writeFileSync(inFolder("blobs.csv"), rows.join("\n"));
  await surenet([
    "certify",
    "--model",
    folder,
    "--data",
    inFolder("blobs.csv"),
    "--eps",
    "0.25",
    "--json",
    inFolder("blobs.json"),
    "--quiet",
  ]);
  const curve = await session.curve();
  expect(figure("blobs.json").accuracy).toBeCloseTo(curve[0]?.accuracy ?? NaN, 6);
  await session.dispose();
});
