import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LabPage, openLab, WITHOUT_CHROMIUM } from "../../../test/lab-page.ts";

describe.skipIf(WITHOUT_CHROMIUM)("Certify with digits in Chromium", () => {
  let lab: LabPage;
  beforeAll(async () => void (lab = await openLab("#tab=certify&data=digits&seed=7")));
  afterAll(() => lab.close());

  const attacked = "document.querySelector('#fact-attack')?.textContent.startsWith('0 of 64')";

  it("opens with digits learned, the class of one, its radius, and the nearest image of another class outside", async () => {
    await lab.until(attacked);
    expect(Number(await lab.fact("accuracy"))).toBeGreaterThan(0.93);
    expect(Number(await lab.page.locator("[id='fact-certified-at-0.5']").innerText())).toBeGreaterThan(0.75);
    expect(await lab.fact("class")).toBe("3");
    const radius = Number.parseFloat(await lab.fact("certified-radius"));
    expect(radius).toBeGreaterThan(0.3);
    expect(Number.parseFloat(await lab.fact("nearest-other-class"))).toBeGreaterThanOrEqual(radius);
    expect(new URL(lab.page.url()).hash).toContain("digit=3%2C0");
    await lab.screenshot("digits");
  });

  it("puts samples on the pad with the keyboard", async () => {
    await lab.page.focus("#sample-8");
    await lab.page.keyboard.press("Enter");
    await lab.until("document.querySelector('#fact-class').textContent === '8'");
    await lab.until(attacked);
    const first = await lab.fact("certified-radius");
    await lab.page.keyboard.press("Enter"); // another 8
    await lab.until(`document.querySelector('#fact-certified-radius').textContent !== '${first}'`);
    expect(new URL(lab.page.url()).hash).toContain("digit=8%2C1");
  });

  it("reads a digit that is drawn by hand, small and in a corner", async () => {
    const box = await lab.page.locator("#pad").boundingBox();
    if (box === null) throw new Error("there is no pad");
    const at = (x: number, y: number): [number, number] => [box.x + x * box.width, box.y + y * box.height];
    const draw = async (points: readonly (readonly [number, number])[]): Promise<void> => {
      const [first = [0, 0], ...rest] = points;
      await lab.page.mouse.move(...at(...first));
      await lab.page.mouse.down();
      for (const point of rest) await lab.page.mouse.move(...at(...point), { steps: 4 });
      await lab.page.mouse.up();
    };
    await draw([[0.1, 0.12], [0.4, 0.12], [0.22, 0.6]]); // prettier-ignore
    await lab.until("document.querySelector('#fact-class').textContent === '7'");
    await lab.until(attacked);
    const radius = Number.parseFloat(await lab.fact("certified-radius"));
    expect(Number.parseFloat(await lab.fact("nearest-other-class"))).toBeGreaterThanOrEqual(radius);
    expect(new URL(lab.page.url()).hash).not.toContain("digit=");
    await lab.screenshot("digits-drawn");
  });

  it("goes to the plane and back", async () => {
    await lab.page.selectOption("#data", "blobs");
    await lab.until("document.querySelector('#picture') !== null && document.querySelector('#curve svg') !== null");
    expect(await lab.fact("point")).toContain("class");
    await lab.page.selectOption("#data", "digits");
    await lab.until(attacked);
    expect(await lab.page.evaluate("document.activeElement.id")).toBe("data");
  });

  it("has no serious fault of accessibility, and complains of nothing", async () => {
    expect(await lab.faults()).toEqual([]);
    expect(lab.complaints).toEqual([]);
  });
});
