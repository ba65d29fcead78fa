import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LabPage, openLab, WITHOUT_CHROMIUM } from "../../test/lab-page.ts";

describe.skipIf(WITHOUT_CHROMIUM)("Spike in Chromium", () => {
  let lab: LabPage;
  beforeAll(async () => void (lab = await openLab("#tab=spike&seed=1")));
  afterAll(() => lab.close());

  it("learns to tell digits apart without labels, and shows its spikes", async () => {
    await lab.until(
      "document.querySelector('#fact-digits-shown')?.textContent === '2000' && document.querySelector('#memory').textContent",
    );
    expect(Number(await lab.fact("accuracy"))).toBeGreaterThan(0.75); // 0.1 by chance, 0.35 before learning; other seeds come to 0.9
    expect(Number(await lab.fact("silent-neurons"))).toBeLessThan(5);
    const circles = await lab.page.locator("#raster circle").count();
    expect(circles).toBe(Number(await lab.fact("its-spikes")));
    expect(await lab.page.locator("#voltages svg").count()).toBeGreaterThan(0);
    await lab.screenshot("spike");
  });

  it("shows another digit without learning from it", async () => {
    const accuracy = await lab.fact("accuracy");
    await lab.page.selectOption("#digit", "0");
    await lab.until("document.querySelector('#fact-this-digit').textContent.startsWith('a 0')");
    await lab.page.click("#another");
    await lab.page.click("#another");
    expect(await lab.fact("digits-shown")).toBe("2000");
    expect(await lab.fact("accuracy")).toBe(accuracy);
  });

  it("has no serious fault of accessibility, and complains of nothing", async () => {
    expect(await lab.faults()).toEqual([]);
    expect(lab.complaints).toEqual([]);
  });
});

it.skipIf(WITHOUT_CHROMIUM)("says in one line why a graphics card cannot do it, and what to choose", async () => {
  const lab = await openLab("#tab=spike&engine=webgpu", { webgpu: true });
  await lab.until("/tensors/.test(document.querySelector('#memory').textContent)");
  const said = await lab.page.locator("#message, #engine").allInnerTexts();
  expect(said.join(" ")).toMatch(/Spike: a graphics card .* Choose the engine wasm|Running on wasm instead/); // the latter where there is no such driver
  await lab.page.selectOption("#engine-choice", "wasm");
  await lab.until("document.querySelector('#fact-accuracy') !== null");
  expect(await lab.page.locator("#message").innerText()).toBe("");
  await lab.close();
});
