import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LabPage, openLab, WITHOUT_CHROMIUM } from "../../../test/lab-page.ts";

describe.skipIf(WITHOUT_CHROMIUM)("Certify in Chromium", () => {
  let lab: LabPage;
  beforeAll(async () => void (lab = await openLab("#seed=7")));
  afterAll(() => lab.close());

  it("opens with a trained picture, and says which engine runs", async () => {
    await lab.until("document.querySelector('#curve svg') !== null");
    expect(await lab.page.locator("#engine").innerText()).toBe("engine wasm, in a worker");
    expect(Number(await lab.fact("accuracy"))).toBeGreaterThan(0.97);
    expect(await lab.fact("certified-radius")).toMatch(/^0\.\d+ \(f32-ieee\)$/);
  });

  it("finds nothing inside the circle, and something outside", async () => {
    await lab.page.click("#attack");
    await lab.until("document.querySelector('#fact-attack').textContent !== '-'");
    expect(await lab.fact("attack")).toBe("0 of 64 points within the circle changed class");
    const radius = Number.parseFloat(await lab.fact("certified-radius"));
    expect(Number.parseFloat(await lab.fact("nearest-other-class"))).toBeGreaterThan(radius);
  });

  it("pauses, goes on and repeats: two trainings of one seed show the same loss", async () => {
    const losses: string[] = [];
    for (const pauses of [0, 3]) {
      await lab.page.click("#reset");
      await lab.until("document.querySelector('#curve svg') === null"); // it begins anew
      await lab.until("document.querySelector('#curve svg') !== null"); // and has come to a rest
      expect(await lab.fact("epoch")).toBe("20");
      for (let i = 0; i < pauses; i++) {
        await lab.page.click("#run");
        await lab.page.click("#run");
      }
      while (Number(await lab.fact("epoch")) < 60) {
        const before = await lab.fact("epoch");
        await lab.page.click("#step");
        await lab.until(`document.querySelector('#fact-epoch').textContent !== '${before}'`);
      }
      expect(await lab.fact("epoch")).toBe("60");
      losses.push(await lab.fact("loss"));
    }
    expect(new Set(losses).size).toBe(1);
  });

  it("keeps the running model when a drawing cannot be trained on, and says what is missing", async () => {
    const epoch = await lab.fact("epoch");
    await lab.page.click("#draw");
    await lab.until("document.querySelector('#message').textContent !== ''");
    expect(await lab.page.locator("#message").innerText()).toMatch(/a class has no point yet/);
    expect(await lab.fact("epoch")).not.toBe("0");
    expect(Number(await lab.fact("epoch"))).toBeGreaterThanOrEqual(Number(epoch));
  });

  it("has no serious fault of accessibility, and complains of nothing", async () => {
    await lab.screenshot("certify");
    expect(await lab.faults()).toEqual([]);
    expect(lab.complaints).toEqual([]);
  });
});
