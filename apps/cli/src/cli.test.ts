import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { contents, readJson, surenet } from "../test/surenet.ts";

const SMALL = ["--hidden", "8,8", "--epochs", "2"];
let folder = "";
const at = (...parts: string[]): string => path.join(folder, ...parts);

/** Three kinds of leaves whose length is 10, 20 or 30 times what the width is, which is about 1. */
function leaves(rows: number, kinds: readonly string[]): string {
  const noise = createRng(5).values.normal(2 * rows, { std: 0.1 });
  const lines = Array.from({ length: rows }, (_, i) => {
    const kind = i % kinds.length;
    return `${10 * (kind + 1) + (noise[2 * i] ?? 0)},${1 + (noise[2 * i + 1] ?? 0)},${kinds[kind]}`;
  });
  return ["length,width,kind", ...lines, ""].join("\n");
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "surenet-cli-"));
  await writeFile(at("leaves.csv"), leaves(90, ["ash", "beech", "elm"]));
  await writeFile(at("leaves.csv.gz"), gzipSync(leaves(90, ["ash", "beech", "elm"])));
  const words = ["train", "--data", at("leaves.csv"), "--label", "kind", "--standardise", "--epochs", "20", "--hidden", "8,8"];
  const trained = await surenet([...words, "--out", at("leaves"), "--json", at("report.json")]);
  expect(trained).toMatchObject({ code: 0, stderr: expect.stringContaining("90 samples") as string });
});
afterAll(() => rm(folder, { recursive: true }));

it("reports what a training came to, in the run folder and where asked", async () => {
  const report = readJson<Record<string, unknown>>(at("report.json"));
  expect(report).toMatchObject({
    samples: 18,
    accuracy: 1,
    certifiedAccuracy: { "0.1": expect.closeTo(1, 0) as number },
    units: "standardised",
    attack: { broken: 0 },
    arithmetic: "f32-ieee",
    engine: "wasm",
    epochs: 20,
    seed: 0,
    loss: { loss: "certified-ce", tau: 4, offset: 1 },
    batch: 32,
    versions: { node: process.versions.node },
  });
  for (const name of ["lipschitzBound", "msPerStep", "trainingSeconds", "meanRadius"]) expect(report[name]).toBeGreaterThan(0);
  expect(readJson(at("leaves/report.json"))).toEqual(report);
  expect(Object.keys(contents(at("leaves")))).toEqual([
    ...["ledger.json", "model.bin", "model.json"].map((name) => path.join("certified", name)),
    path.join("checkpoint", "latest.safetensors"),
    "history.json",
    "model.json",
    "model.safetensors",
    "regions.svg",
    "report.json",
  ]);
});

it("keeps what later data are read with: names, classes, and the units of the training part", async () => {
  const { metadata } = readJson<{ metadata: Record<string, unknown> }>(at("leaves/model.json"));
  expect(metadata).toMatchObject({ label: "kind", classNames: ["ash", "beech", "elm"], featureNames: ["length", "width"] });
  const { mean, std } = metadata["statistics"] as { mean: number[]; std: number[] };
  // lengths 10, 20 and 30, nearly equally often: mean 20, deviation sqrt(200 / 3) = 8.16; widths as they were drawn
  expect(mean[0]).toBeCloseTo(20, -1);
  expect(std[0]).toBeCloseTo(8.16, 0);
  expect([mean[1], std[1]]).toEqual([expect.closeTo(1, 1), expect.closeTo(0.1, 1)]);
});

it("certifies a later file that lacks a class, by the run's numbering", async () => {
  await writeFile(at("elms.csv"), leaves(6, ["elm", "elm", "elm"]).replace(/^10/gm, "30").replace(/^20/gm, "30"));
  const elms = leaves(3, ["ash", "beech", "elm"]).split("\n");
  await writeFile(at("elms.csv"), [elms[0], elms[3], elms[3], ""].join("\n"));
  const { code, stdout, stderr } = await surenet(["certify", "--model", at("leaves"), "--data", at("elms.csv"), "--rows", at("rows.csv")]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/certified +1\.000/);
  expect(stdout).toContain("standardised units");
  const [header, ...rows] = (await readFile(at("rows.csv"), "utf8")).trim().split("\n");
  expect([header, rows.length]).toEqual(["label,predicted,radius", 2]);
  for (const row of rows) expect(row).toMatch(/^elm,elm,\d\.\d+/);
});

it("certifies for other radii than the run's, from a gzip file, as JSON alone", async () => {
  const run = ["certify", "--model", at("leaves"), "--data", at("leaves.csv.gz"), "--eps", "0.5,0.02", "--json", "-"];
  const { stdout, stderr } = await surenet(run);
  const { certifiedAccuracy, ...summary } = JSON.parse(stdout) as { certifiedAccuracy: Record<string, number> };
  expect(summary).toMatchObject({ samples: 90, accuracy: 1, units: "standardised", data: at("leaves.csv.gz"), arithmetic: "f32-ieee" });
  expect(Object.keys(certifiedAccuracy)).toEqual(["0.02", "0.5"]);
  expect(stderr).toBe("");
});

it("predicts a table without labels, or with labels that nobody knows", async () => {
  const [, ...rows] = leaves(3, ["ash", "beech", "elm"]).trim().split("\n");
  const bare = ["length,width", ...rows.map((row) => row.split(",").slice(0, 2).join(","))].join("\n");
  await writeFile(at("bare.csv"), bare);
  await writeFile(at("unknown.csv"), ["length,width,kind", ...rows.map((row) => row.replace(/\w+$/, "?"))].join("\n"));
  for (const file of ["bare.csv", "unknown.csv"]) {
    const { code, stdout } = await surenet(["predict", "--model", at("leaves"), "--data", at(file)]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^sample,class,radius\n0,ash,\d\.\d{6}\n1,beech,\d\.\d{6}\n2,elm,\d\.\d{6}\n$/),
    ]);
  }
});

it("predicts into a file, or as JSON alone", async () => {
  const words = ["predict", "--model", at("leaves"), "--data", at("leaves.csv"), "--samples", "2"];
  expect(await surenet([...words, "--out", at("predictions.csv")])).toMatchObject({ code: 0, stdout: `wrote ${at("predictions.csv")}\n` });
  expect(await readFile(at("predictions.csv"), "utf8")).toMatch(/^sample,class,radius\n0,ash,[\d.]+\n1,beech,[\d.]+\n$/);
  const { stdout } = await surenet([...words, "--json", "-"]);
  expect(JSON.parse(stdout)).toMatchObject({
    units: "standardised",
    predictions: [
      { sample: 0, class: "ash" },
      { sample: 1, class: "beech" },
    ],
  });
});

it("inspects layers, parameters and bounds", async () => {
  const { code, stdout } = await surenet(["inspect", at("leaves")]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/features length, width, classes ash, beech, elm, standardised/);
  expect(stdout).toMatch(/layers\.0 +SpectralLinear +24 +weight \[2, 8\] +bias \[8\]/); // 2 · 8 + 8
  expect(stdout).toMatch(/ 123 +parameters in all/); // 24, 8 · 8 + 8 = 72, 8 · 3 + 3 = 27
  expect(stdout).toMatch(/dense +[01]\.\d{9}\n +groupSort +1\.000000000\n +dense .*\n +groupSort .*\n +together +[01]\.\d{9}\n$/);
});

it("prints the table and the paths when quiet, and nothing on stderr", async () => {
  const { stdout, stderr } = await surenet(["train", "--samples", "100", ...SMALL, "--out", at("quiet"), "--quiet"]);
  expect(stderr).toBe("");
  expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual([
    "",
    "certified",
    "attacked",
    "mean",
    "f32-ieee:",
    "",
    expect.stringMatching(/\d/),
    "wrote",
    "",
  ]);
});

it("prints a line for each epoch where nobody watches, else a bar that stays, and a picture in colour", async () => {
  const words = ["train", "--samples", "100", ...SMALL, "--out", at("watched")];
  const plain = await surenet(words);
  expect(plain.stderr.match(/^train +\d\/2 +loss -?\d\.\d{4} +accuracy \d\.\d{4} +[\d.]+ ms\/step$/gm)).toHaveLength(2);
  expect(plain.stdout).toMatch(/^[░█]+$/m);
  expect(`${plain.stdout}${plain.stderr}`).not.toContain("\x1b");
  const watched = await surenet(words, { tty: true });
  const bars = watched.stderr.split("\r\x1b[2K").filter((line) => line.startsWith("train"));
  expect(bars.at(-1)).toMatch(/^train {4}█{20} 2\/2 {3}loss .* ms\/step {3}eta 0 s\n$/);
  expect(watched.stderr).not.toContain("accuracy");
  expect(watched.stdout).toContain("\x1b[38;5;");
});

it("draws the regions of data in the plane, and takes the picture away when other data follow", async () => {
  const run = ["train", "--samples", "100", ...SMALL, "--out", at("planes")];
  await surenet(run);
  expect(await readFile(at("planes/regions.svg"), "utf8")).toMatch(/^<svg xmlns/);
  await surenet([...run, "--data", "syntheticDigits"]);
  expect(Object.keys(contents(at("planes")))).not.toContain("regions.svg");
});

it("leaves no tensor behind, whether it ends or is stopped", async () => {
  const words = ["train", "--samples", "100", ...SMALL, "--out", at("leak")];
  await surenet(words);
  await expectNoLeak(async () => void (await surenet(words)));
  await expectNoLeak(async () => {
    const { code, stderr } = await surenet([...words, "--epochs", "500"], { stopAt: "train      2/500" });
    expect([code, stderr.trimEnd().split("\n").at(-1)]).toEqual([
      130,
      "stopped; the same train command with --resume continues exactly here",
    ]);
  });
});

it("leaves a finished run whole until another training in its folder has ended", async () => {
  const [mine, other] = [2, 40].map((epochs) => [
    "train",
    "--samples",
    "100",
    "--hidden",
    "8,8",
    "--epochs",
    `${epochs}`,
    "--out",
    at("mine"),
  ]);
  const results = (): unknown => Object.entries(contents(at("mine"))).filter(([name]) => !name.startsWith("checkpoint"));
  await surenet(mine ?? []);
  const before = results();

  const stopped = await surenet(other ?? [], { stopAt: "train     2/40" });
  expect([stopped.code, results()]).toEqual([130, before]);
  expect(await surenet(["inspect", at("mine")])).toMatchObject({ code: 0 });

  const resumed = await surenet([...(mine ?? []), "--resume"]);
  expect(resumed).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/another training: --epochs differs; expected 40, got 2/) as string,
  });
  expect((await surenet([...(other ?? []), "--resume"])).code).toBe(0);
  expect(results()).not.toEqual(before);
});

it("gives the same history, weights and picture for the same seed, and others for another", async () => {
  const words = ["train", "--samples", "100", ...SMALL, "--quiet", "--out"];
  await surenet([...words, at("seed-a")]);
  await surenet([...words, at("seed-b")]);
  await surenet([...words, at("seed-c"), "--seed", "1"]);
  const [a, b, c] = ["seed-a", "seed-b", "seed-c"].map((name) => contents(at(name)));
  for (const file of ["model.json", "model.safetensors", "regions.svg"]) {
    expect(a?.[file]).toBe(b?.[file]);
    expect(a?.[file]).not.toBe(c?.[file]);
  }
});

it("holds out what was asked, and takes another architecture, engine and header", async () => {
  await writeFile(at("numbers.csv"), "7,8,0\n1,2,0\n3,4,1\n5,6,1\n2,2,0\n");
  await mkdir(at("more"));
  const words = [
    "train",
    "--data",
    at("numbers.csv"),
    "--header",
    "true",
    "--holdout",
    "last:1",
    "--arch",
    "mlp",
    "--engine",
    "cpu",
    ...SMALL,
  ];
  const { code, stderr } = await surenet([
    ...words,
    "--out",
    at("more"),
    "--missing",
    "mean",
    "--loss",
    "hkr",
    "--margin",
    "2",
    "--lr",
    "0.05",
  ]);
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/engine cpu[^]*4 samples, 2 features, 2 classes +\(3 train, 1 held out\)[^]*hkr, alpha 0.98, margin 2/),
  ]);
});
