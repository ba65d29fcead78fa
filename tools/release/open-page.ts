import { chromium } from "playwright";
import { preview } from "vite";
import { chromiumLaunch } from "../conformance/chromium.ts";

/** Opens a built page and waits for its result. @throws when it complains, or says nothing of a certificate */
export async function openPage(outDir: string): Promise<string> {
  const server = await preview({ configFile: false, root: outDir, build: { outDir }, logLevel: "error", preview: { port: 0 } });
  const browser = await chromium.launch(chromiumLaunch);
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", ({ message }) => complaints.push(message));
    await page.goto(server.resolvedUrls?.local[0] ?? "");
    const result = page.locator("#result");
    await result.filter({ hasText: "within" }).waitFor({ timeout: 60_000 }).catch(() => complaints.push(`after a minute the page says: ${page.url()}`)); // prettier-ignore
    if (complaints.length > 0) throw new Error(complaints.join("; "));
    return await result.innerText();
  } finally {
    await browser.close();
    await server.close();
  }
}
