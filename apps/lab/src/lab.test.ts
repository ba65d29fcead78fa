import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LabPage, openLab, WITHOUT_CHROMIUM } from "../test/lab-page.ts";

describe.skipIf(WITHOUT_CHROMIUM)("the laboratory in Chromium", () => {
  let lab: LabPage;
  beforeAll(async () => void (lab = await openLab("#tab=certify&seed=7&width=8", { reducedMotion: "reduce" })));
  afterAll(() => lab.close());

  const settled = (): Promise<void> => lab.until("/tensors/.test(document.querySelector('#memory').textContent)");

  it("moves among its tabs with the keyboard, opens one with Enter, and writes it into the address", async () => {
    await settled();
    const isFocused = (name: string): Promise<boolean> => lab.page.evaluate(`document.activeElement.id === 'tab-${name}'`);
    await lab.page.focus("#tab-certify");
    await lab.page.keyboard.press("ArrowRight");
    expect(await isFocused("calibrate")).toBe(true);
    await lab.page.keyboard.press("Home");
    expect(await isFocused("certify")).toBe(true);
    await lab.page.keyboard.press("End");
    await lab.page.keyboard.press("ArrowRight"); // around
    expect(await isFocused("certify")).toBe(true);
    await lab.page.keyboard.press("ArrowRight");
    await lab.page.keyboard.press("Enter");
    await lab.until(
      "document.querySelector('#tab-calibrate').ariaSelected === 'true' && document.querySelector('#reliability svg') !== null",
    );
    expect(new URL(lab.page.url()).hash).toMatch(/^#tab=calibrate&task=regression/); // and nothing of the tab before
    expect(await lab.page.getAttribute("#laboratory", "aria-labelledby")).toBe("tab-calibrate");
    await lab.page.click("#tab-certify");
    await lab.until("document.querySelector('#tab-certify').ariaSelected === 'true' && document.querySelector('#curve svg') !== null");
  });

  it("switches the engine, and stays on the one that runs when another cannot", async () => {
    await lab.page.selectOption("#engine-choice", "cpu");
    await lab.until(
      "document.querySelector('#engine').textContent === 'engine cpu, in a worker' && document.querySelector('#curve svg') !== null",
    );
    expect(new URL(lab.page.url()).hash).toContain("engine=cpu");
    await lab.page.selectOption("#engine-choice", "wasm");
    await lab.until(
      "document.querySelector('#engine').textContent === 'engine wasm, in a worker' && document.querySelector('#curve svg') !== null",
    );
    await lab.page.selectOption("#engine-choice", "webgpu"); // a headless Chromium without a graphics card
    await lab.until("document.querySelector('#engine.wrong, #engine') && !/starting/.test(document.querySelector('#engine').textContent)");
    expect(await lab.page.inputValue("#engine-choice")).toMatch(/wasm|webgpu/);
    await lab.page.selectOption("#engine-choice", "wasm");
    await lab.until("document.querySelector('#engine').textContent === 'engine wasm, in a worker'");
  });

  it("complains of nothing", () => {
    expect(lab.complaints.filter((text) => !/webgpu|WebGPU/.test(text))).toEqual([]);
  });
});

describe.skipIf(WITHOUT_CHROMIUM)("the laboratory on a phone", () => {
  it.each(["certify", "calibrate", "spike", "tree"])("shows %s without scrolling sideways, in the dark", async (tab) => {
    const lab = await openLab(`#tab=${tab}`, { viewport: { width: 360, height: 740 }, colorScheme: "dark" });
    await lab.until("/tensors/.test(document.querySelector('#memory').textContent)");
    const sideways = await lab.page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    await lab.screenshot(`phone-${tab}`);
    expect(await lab.faults()).toEqual([]);
    expect(lab.complaints).toEqual([]);
    await lab.close();
    expect(sideways).toBe(0);
  });
});
