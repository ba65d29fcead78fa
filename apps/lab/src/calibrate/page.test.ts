import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LabPage, openLab, WITHOUT_CHROMIUM } from "../../test/lab-page.ts";

describe.skipIf(WITHOUT_CHROMIUM)("Calibrate in Chromium", () => {
  let lab: LabPage;
  beforeAll(async () => void (lab = await openLab("#tab=calibrate&seed=3")));
  afterAll(() => lab.close());

  it("draws a curve whose doubt is largest where nothing was measured, and whose intervals can be believed", async () => {
    await lab.until("document.querySelector('#fact-epoch')?.textContent === '180'");
    expect(Number(await lab.fact("error-of-the-mean"))).toBeLessThan(0.24);
    expect(Number(await lab.fact("doubt-in-the-gap"))).toBeGreaterThan(1.5 * Number(await lab.fact("doubt-at-data")));
    expect(Number(await lab.fact("noise-right"))).toBeGreaterThan(2 * Number(await lab.fact("noise-left"))); // 4 times as much in truth
    expect(Number(await lab.fact("calibration-error"))).toBeLessThan(0.12);
    await lab.screenshot("calibrate-regression");
  });

  it("tells two classes apart, and shades the plane by what kind of doubt it is", async () => {
    await lab.page.selectOption("#task", "classification");
    await lab.until("document.querySelector('#fact-epoch')?.textContent === '180' && document.querySelector('#fact-accuracy') !== null");
    expect(Number(await lab.fact("accuracy"))).toBeGreaterThan(0.88);
    expect(Number(await lab.fact("calibration-error"))).toBeLessThan(0.08);
    expect(lab.page.url()).toContain("task=classification");
    await lab.screenshot("calibrate-classification");
    await lab.page.selectOption("#shade", "of the network");
    expect(await lab.page.locator("#caption").innerText()).toContain("of the network");
  });

  it("draws a curve through the reader's table, and keeps it when the next is wrong", async () => {
    const file = (name: string, content: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(content) });
    const rows = Array.from({ length: 60 }, (_, i) => `${i},${Math.sin(i / 9)}`);
    await lab.page.setInputFiles("#files", file("tides.csv", rows.join("\n")));
    await lab.until("document.querySelector('#caption').textContent.startsWith('tides.csv: 48 rows')");
    await lab.page.setInputFiles("#files", file("wrong.csv", "1,2\n3"));
    await lab.until("document.querySelector('#file-message').textContent !== ''");
    expect(await lab.page.locator("#file-message").innerText()).toMatch(/wrong\.csv/);
    expect(await lab.page.locator("#caption").innerText()).toContain("tides.csv");
    await lab.until("document.querySelector('#fact-epoch')?.textContent === '180'");
    await lab.screenshot("calibrate-own");
    expect(lab.page.url()).toContain("data=own");
  });

  it("asks for the table again when its address is opened anew", async () => {
    await lab.page.reload();
    await lab.until("document.querySelector('#file-message')?.textContent?.includes('own file')");
    await lab.until("document.querySelector('#fact-epoch')?.textContent === '180'");
    expect(lab.page.url()).not.toContain("data=own");
  });

  it("has no serious fault of accessibility, and complains of nothing", async () => {
    expect(await lab.faults()).toEqual([]);
    expect(lab.complaints).toEqual([]);
  });
});
