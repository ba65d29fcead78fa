import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Download } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LabPage, openLab, WITHOUT_CHROMIUM } from "../../test/lab-page.ts";

const TABLE = Array.from({ length: 80 }, (_, i) => `${(i % 9) / 9 + (i % 2)},${(i % 5) / 5 + 2 * (i % 2)},${i % 2 === 0 ? "cat" : "dog"}`);

describe.skipIf(WITHOUT_CHROMIUM)("the reader's own files in Chromium", () => {
  let lab: LabPage;
  const folder = mkdtempSync(path.join(tmpdir(), "surenet-lab-files-"));
  const file = (name: string): string => path.join(folder, name);
  beforeAll(async () => {
    lab = await openLab("#seed=7");
    writeFileSync(file("pets.csv"), TABLE.join("\n"));
    writeFileSync(file("wrong.csv"), TABLE.with(40, "1,n/a,cat").join("\n"));
  });
  afterAll(async () => {
    await lab.close();
    rmSync(folder, { recursive: true });
  });

  const rested = (): Promise<void> => lab.until("document.querySelector('#curve svg') !== null");
  const message = "document.querySelector('#file-message').textContent";

  it("keeps the running model when a file is wrong, and says beside the zone what is wrong and where", async () => {
    await rested();
    await lab.page.click("#run");
    await lab.page.setInputFiles("#files", file("wrong.csv"));
    await lab.until(`${message} !== ''`);
    expect(await lab.page.locator("#file-message").innerText()).toMatch(
      /cannot read wrong\.csv, line 41, column 1: "n\/a" is not a number/,
    );
    const epoch = Number(await lab.fact("epoch"));
    await lab.until(`Number(document.querySelector('#fact-epoch').textContent) > ${epoch}`); // it trains on
    await lab.page.click("#run");
    expect(await lab.page.locator("#about").innerText()).toBe("moons: 600 points");
    await lab.screenshot("wrong-file");
  });

  it("learns a table that is dropped", async () => {
    const dropped = await lab.page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(TABLE.join("\n"))}], "pets.csv"));
      return transfer;
    })()`);
    await lab.page.dispatchEvent("#drop-zone", "drop", { dataTransfer: dropped });
    await lab.until("document.querySelector('#about').textContent.startsWith('pets.csv: 80 points')");
    await rested();
    expect(await lab.page.evaluate(message)).toBe("");
    expect(await lab.fact("accuracy")).toBe("1.000");
    expect(await lab.page.inputValue("#data")).toBe("your file");
    expect(await lab.fact("point")).toMatch(/class (cat|dog)/);
    await lab.screenshot("own-table");
  });

  it("saves the model, and opens it again with its table", async () => {
    const radius = await lab.fact("certified-radius");
    const downloads: Download[] = [];
    lab.page.on("download", (one) => downloads.push(one));
    await lab.page.click("#save");
    await expect.poll(() => downloads.length).toBe(2);
    for (const one of downloads) await one.saveAs(file(one.suggestedFilename()));
    await lab.page.selectOption("#data", "circles");
    await lab.until("document.querySelector('#about').textContent.startsWith('circles') && document.querySelector('#curve svg') !== null");
    expect(await lab.fact("certified-radius")).not.toBe(radius);
    await lab.page.setInputFiles("#files", [file("model.json"), file("model.safetensors"), file("pets.csv")]);
    await lab.until("document.querySelector('#about').textContent.startsWith('the model on pets.csv')");
    await rested();
    expect(await lab.fact("certified-radius")).toBe(radius);
    expect(await lab.fact("epoch")).toBe("0");
    await lab.page.click("#attack");
    await lab.until("document.querySelector('#fact-attack').textContent.startsWith('0 of 64')");
  });

  it("keeps that model when another is not whole", async () => {
    const radius = await lab.fact("certified-radius");
    writeFileSync(file("model.safetensors"), "short");
    await lab.page.setInputFiles("#files", [file("model.json"), file("model.safetensors")]);
    await lab.until(`${message} !== ''`);
    expect(await lab.page.evaluate(message)).toMatch(/model\.safetensors.*SHA-256 differs/);
    expect(await lab.fact("certified-radius")).toBe(radius);
    expect(await lab.faults()).toEqual([]);
    expect(lab.complaints).toEqual([]);
  });
});
