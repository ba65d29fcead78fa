// Runs every test; the last line is `N passed, N failed` (and skipped, when there are any).
// A file that does not load, an error outside any test, and a run without tests are failures.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const folder = mkdtempSync(path.join(tmpdir(), "surenet-test-"));
const file = path.join(folder, "report.json");
const run = spawnSync("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...process.argv.slice(2)], {
  stdio: "inherit",
  shell: process.platform === "win32",
});
const { passed, failed, skipped } = count(file);
rmSync(folder, { recursive: true, force: true });

const wrong = failed > 0 || passed === 0 || run.status !== 0;
console.log(`${passed} passed, ${wrong ? Math.max(failed, 1) : 0} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = wrong ? 1 : 0;

function count(reportFile) {
  try {
    const report = JSON.parse(readFileSync(reportFile, "utf8"));
    const unloaded = report.testResults.filter((f) => f.status === "failed" && !f.assertionResults.some((t) => t.status === "failed"));
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + unloaded.length,
      skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    };
  } catch (error) {
    console.error(`no report of the tests: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
