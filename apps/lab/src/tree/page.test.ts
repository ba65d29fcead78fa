import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LabPage, openLab, WITHOUT_CHROMIUM } from "../../test/lab-page.ts";

describe.skipIf(WITHOUT_CHROMIUM)("Tree in Chromium", () => {
  let lab: LabPage;
  beforeAll(async () => void (lab = await openLab("#tab=tree&seed=7")));
  afterAll(() => lab.close());

  it("trains three tasks, drawn as a tree, and shows the numbers of the leaf that is chosen", async () => {
    await lab.until("document.querySelector('#fact-epoch')?.textContent === '12' && document.querySelector('#memory').textContent");
    expect(await lab.fact("leaf")).toBe("digit");
    expect(Number(await lab.fact("accuracy"))).toBeGreaterThan(0.85);
    expect(await lab.page.locator("#tree .edge").count()).toBe(7); // 2 roots, 2 branches, 3 leaves
    await lab.page.click("#node-leaves-ink");
    expect(await lab.fact("leaf")).toBe("ink");
    expect(Number(await lab.fact("explained-share"))).toBeGreaterThan(0.8);
    await lab.page.focus("#node-leaves-parity");
    await lab.page.keyboard.press("Enter");
    expect(await lab.fact("leaf")).toBe("parity");
    expect(Number(await lab.fact("accuracy"))).toBeGreaterThan(0.85);
    expect(await lab.page.evaluate("document.activeElement.id")).toBe("node-leaves-parity");
  });

  it("grows a task while the rest is frozen, whose answers do not change by a bit", async () => {
    const parity = await lab.fact("accuracy");
    await lab.page.click("#add-loops");
    await lab.until("document.querySelector('#fact-epoch')?.textContent === '24'");
    expect(await lab.fact("leaf")).toBe("loops");
    expect(Number(await lab.fact("accuracy"))).toBeGreaterThan(0.85);
    expect(await lab.fact("change-of-frozen-answers")).toBe("0");
    expect(await lab.page.isDisabled("#add-loops")).toBe(true);
    expect(await lab.page.getAttribute("#node-trunks-shared", "class")).toContain("frozen");
    await lab.screenshot("tree");
    await lab.page.click("#node-leaves-parity");
    expect(await lab.fact("accuracy")).toBe(parity);
  });

  it("grows it again from its address", async () => {
    expect(new URL(lab.page.url()).hash).toContain("added=loops");
    const accuracy = await lab.page.locator("#node-leaves-loops .small").textContent();
    await lab.page.click("#reset");
    await lab.until("document.querySelector('#node-leaves-loops') === null");
    await lab.until("document.querySelector('#fact-epoch')?.textContent === '24'");
    expect(await lab.page.locator("#node-leaves-loops .small").textContent()).toBe(accuracy);
  });

  it("has no serious fault of accessibility, and complains of nothing", async () => {
    expect(await lab.faults()).toEqual([]);
    expect(lab.complaints).toEqual([]);
  });
});
