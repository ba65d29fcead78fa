import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { type Browser, chromium, type Page } from "playwright";
import type { Acceptance, Report } from "../acceptance.ts";
import { chromiumLaunch } from "../../conformance/chromium.ts";
import { freePort } from "../../free-port.ts";
import { runCommand } from "../command.ts";
import { inTemporaryFolder, root } from "../paths.ts";
import { serveFolder } from "./static-site.ts";

const FIRST_LOAD = 400_000; // bytes, gzip, without the engine's wasm
const FIRST_PICTURE = 10; // seconds on two cores
const DEVELOPMENT = 60_000; // ms until the development server must have answered
const TRAINED =
  "document.querySelector('#curve svg') !== null && /^[01]/.test(document.querySelector('#fact-certified-radius')?.textContent ?? '')";

/** The laboratory in development and as static files: what it weighs, how soon it shows something, and that it asks nobody else. */
export const laboratory: Acceptance = {
  id: "release/1",
  about:
    "the laboratory in development and as static files under a sub-path: first load, time to the first certified picture, without a network",
  async run(report) {
    await development(report);
    await inTemporaryFolder(async (folder) => {
      const { code, stderr, seconds } = await runCommand("npm", ["run", "lab:build", "--", "--outDir", folder, "--logLevel", "error"]);
      report.check("npm run lab:build", code === 0, code === 0 ? `${seconds.toFixed(1)} s` : stderr.slice(-600));
      if (code === 0) await built(report, folder);
    });
  },
};

async function development(report: Report): Promise<void> {
  const port = await freePort();
  const server = spawn("npm", ["run", "lab", "--", "--port", String(port), "--strictPort", "--host", "127.0.0.1"], {
    cwd: root,
    env: { ...process.env, BROWSER: "none" }, // it opens one for a person
    detached: true, // a group of its own, which ends with it
    stdio: "ignore",
  });
  try {
    const address = `http://127.0.0.1:${port}/`;
    const until = performance.now() + DEVELOPMENT;
    let page = "";
    while (page === "" && performance.now() < until) {
      await wait(200);
      page = await fetch(address).then((answer) => answer.text(), () => ""); // prettier-ignore
    }
    report.check("npm run lab answers with the page", page.includes("surenet: the laboratory"), `${page.length} characters of HTML`);
    await inChromium(async (browser) => {
      const opened = await browser.newPage();
      await opened.goto(address);
      await opened.waitForFunction(TRAINED, undefined, { timeout: DEVELOPMENT });
      report.check("and trains there", true, await figuresOf(opened));
    });
  } finally {
    if (server.pid !== undefined) process.kill(-server.pid);
  }
}

async function built(report: Report, folder: string): Promise<void> {
  const site = await serveFolder(folder, "/some/sub/path/");
  try {
    await inChromium(async (browser) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const complaints: string[] = [];
      const [own, foreign]: [Map<string, number>, string[]] = [new Map(), []];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      context.on("request", (request) => {
        if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(site.address)) foreign.push(request.url());
      });
      let isFirst = true;
      const sizes: Promise<void>[] = [];
      context.on("response", (response) => {
        if (isFirst && response.url().startsWith("http")) sizes.push(response.body().then((body) => void own.set(response.url(), gzipSync(body).length), () => undefined)); // prettier-ignore
      });
      const started = performance.now();
      await page.goto(site.address);
      await page.waitForFunction(TRAINED, undefined, { timeout: 60_000, polling: 20 });
      const seconds = (performance.now() - started) / 1000;
      isFirst = false;
      await Promise.all(sizes);
      const entries = [...own].map(([url, bytes]) => ({ name: url.slice(site.address.length) || "index.html", bytes }));
      const [engine, rest] = [entries.filter(({ name }) => name.endsWith(".wasm")), entries.filter(({ name }) => !name.endsWith(".wasm"))];
      for (const { name, bytes } of rest.toSorted((a, b) => b.bytes - a.bytes))
        report.note(`${path.basename(name).padEnd(44)} ${kilobytes(bytes)}`);
      for (const { name, bytes } of engine)
        report.note(`${path.basename(name).padEnd(44)} ${kilobytes(bytes)}, the engine's own, not counted`);
      report.atMost("first load, bytes, gzip", rest.reduce((sum, { bytes }) => sum + bytes, 0), FIRST_LOAD); // prettier-ignore
      report.atMost("from opening to the first trained and certified picture, s", seconds, FIRST_PICTURE);
      report.note(await figuresOf(page));

      await page.waitForFunction("document.documentElement.dataset.loaded === 'all'");
      await context.setOffline(true);
      const shown: string[] = [];
      for (const tab of ["calibrate", "spike", "tree", "certify"]) {
        await page.click(`#tab-${tab}`);
        await page.waitForFunction(`document.querySelector('#tab-${tab}').ariaSelected === 'true' && document.querySelector('#numbers dd') !== null`); // prettier-ignore
        shown.push(tab);
      }
      await page.selectOption("#data", "digits");
      await page.waitForFunction("document.querySelector('#fact-attack')?.textContent.startsWith('0 of 64')", undefined, {
        timeout: 60_000,
      });
      report.check("without a network every tab still opens and trains", shown.length === 4, [...shown, "digits"].join(", "));
      report.check("requests to any other origin", foreign.length === 0, foreign.join(", ") || "none");
      report.check("errors of the page", complaints.length === 0, complaints.join("; ") || "none");
    });
  } finally {
    site.close();
  }
}

async function inChromium(body: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await chromium.launch(chromiumLaunch);
  try {
    await body(browser);
  } finally {
    await browser.close();
  }
}

async function figuresOf(page: Page): Promise<string> {
  const fact = (name: string): Promise<string> => page.locator(`#fact-${name}`).innerText();
  return `epoch ${await fact("epoch")}, accuracy ${await fact("accuracy")}, certified radius ${await fact("certified-radius")}`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
