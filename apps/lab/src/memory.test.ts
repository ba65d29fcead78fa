import { describe, expect, it } from "vitest";
import { openLab, WITHOUT_CHROMIUM } from "../test/lab-page.ts";

describe.skipIf(WITHOUT_CHROMIUM)("memory in Chromium", () => {
  it.each([
    "certify&width=8",
    "certify&data=digits&width=16",
    "calibrate&points=40&width=8",
    "spike&neurons=16&presentMs=50",
    "tree&width=16",
  ])("holds as many tensors and as much memory after 200 starts and stops of %s as before", { timeout: 120_000 }, async (address) => {
    const opened = await openLab(`#tab=${address}&seed=7`, { reducedMotion: "reduce" });
    const held = async (): Promise<string> => {
      await opened.page.evaluate(
        "document.querySelector('#memory').textContent = ''; document.querySelector('#tab-' + location.hash.match(/tab=(\\w+)/)[1]).click()",
      );
      await opened.until("/tensors/.test(document.querySelector('#memory').textContent)");
      return opened.page.locator("#memory").innerText();
    };
    await opened.until("/tensors/.test(document.querySelector('#memory').textContent)");
    const cycle = (times: number): Promise<unknown> =>
      opened.page.evaluate(`(async () => {
          for (let i = 0; i < ${times}; i++) {
            document.querySelector("#reset").click(); // ends the training that the cycle before began
            await new Promise((resolve) => setTimeout(resolve, 10));
            document.querySelector("#run").click();
            await new Promise((resolve) => setTimeout(resolve, 15));
            document.querySelector("#run").click();
          }
        })()`);
    await cycle(20); // what is kept once is there
    const before = await held();
    const heap = await opened.heap();
    await cycle(200);
    expect(await held()).toBe(before);
    expect(await opened.heap()).toBeLessThan(heap + 8e6); // bytes of the page; a picture that stayed in each cycle would be more
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });
});
