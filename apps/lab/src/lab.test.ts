import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { CHROMIUM, type LabPage, openLab } from "../test/lab-page.ts";

const SKIPPED = CHROMIUM === undefined;
if (SKIPPED) console.warn("SKIPPED: the laboratory's page, since there is no Chromium here (apt-get install chromium)");

describe.skipIf(SKIPPED && process.env["CI"] === undefined)("the laboratory in Chromium", () => {
  let lab: LabPage;
  beforeAll(async () => void (lab = await openLab("#seed=7")));
  afterAll(() => lab.close());

  const fact = (name: string): Promise<string> => lab.page.locator(`#fact-${name}`).innerText();

  it("opens with a trained picture, and says which engine runs", async () => {
    await lab.page.waitForFunction("document.querySelector('#curve svg') !== null", undefined, { timeout: 30_000 });
    expect(await lab.page.locator("#engine").innerText()).toBe("engine wasm, in a worker");
    expect(Number(await fact("accuracy"))).toBeGreaterThan(0.97);
    expect(await fact("certified-radius")).toMatch(/^0\.\d+ \(f32-ieee\)$/);
  });

  it("finds nothing inside the circle, and something outside", async () => {
    await lab.page.click("#attack");
    await lab.page.waitForFunction("document.querySelector('#fact-attack').textContent !== '-'");
    expect(await fact("attack")).toBe("0 of 64 points within the circle changed class");
    const radius = Number.parseFloat(await fact("certified-radius"));
    expect(Number.parseFloat(await fact("nearest-other-class"))).toBeGreaterThan(radius);
  });

  it("pauses, goes on and repeats: two trainings of one seed show the same loss", async () => {
    const losses: string[] = [];
    for (const pauses of [0, 3]) {
      await lab.page.click("#reset");
      await lab.page.waitForFunction("document.querySelector('#fact-epoch').textContent === '20'");
      for (let i = 0; i < pauses; i++) {
        await lab.page.click("#run");
        await lab.page.click("#run");
      }
      while (Number(await fact("epoch")) < 30) {
        const before = await fact("epoch");
        await lab.page.click("#step");
        await lab.page.waitForFunction(`document.querySelector('#fact-epoch').textContent !== '${before}'`);
      }
      if ((await fact("epoch")) === "30") losses.push(await fact("loss"));
    }
    expect(losses.length).toBeGreaterThan(0);
    expect(new Set(losses).size).toBe(1);
  });

  it("keeps the running model when a drawing cannot be trained on, and says what is missing", async () => {
    const epoch = await fact("epoch");
    await lab.page.click("#draw");
    await lab.page.waitForFunction("document.querySelector('#message').textContent !== ''");
    expect(await lab.page.locator("#message").innerText()).toMatch(/a class has no point yet/);
    expect(await fact("epoch")).not.toBe("0");
    expect(Number(await fact("epoch"))).toBeGreaterThanOrEqual(Number(epoch));
  });

  it("has no serious fault of accessibility, and complains of nothing", async () => {
    const pictures = process.env["SURENET_SCREENSHOTS"];
    if (pictures !== undefined) await lab.page.screenshot({ path: path.join(pictures, "certify.png"), fullPage: true });
    await lab.page.addScriptTag({ content: await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8") });
    const found = await lab.page.evaluate<{ id: string; impact: string; where: string }[]>("axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map(({ html }) => html.slice(0, 160)).join() })))"); // prettier-ignore
    expect(found.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
    expect(lab.complaints).toEqual([]);
  });
});
