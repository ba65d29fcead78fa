import path from "node:path";
import type { Acceptance } from "../acceptance.ts";
import { runCommand } from "../command.ts";
import { inTemporaryFolder, root } from "../paths.ts";
import { readFile } from "node:fs/promises";

/** The part of Vitest's JSON report that is read. */
interface TestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly duration?: number;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** The laboratory's tests, with Chromium there: each tab trains to its stated quality from a fixed seed, and nothing leaks, complains or cannot be reached. */
export const laboratoryTests: Acceptance = {
  id: "release/2",
  about: "the laboratory's tests in Chromium: quality of every tab, 200 starts and stops, files, accessibility, phone, dark",
  async run(report) {
    await inTemporaryFolder(async (folder) => {
      const file = path.join(folder, "report.json");
      const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
      const { seconds } = await runCommand(process.execPath, [vitest, "run", "apps/lab", "--reporter=json", `--outputFile=${file}`], { env: { CI: "1" } }); // prettier-ignore
      const { testResults } = JSON.parse(await readFile(file, "utf8")) as TestReport;
      for (const { name, assertionResults } of testResults.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        report.note(path.relative(path.join(root, "apps/lab"), name));
        for (const { fullName, status, duration = 0, failureMessages } of assertionResults) {
          report.check(fullName, status === "passed", status === "passed" ? `${(duration / 1000).toFixed(1)} s` : (failureMessages[0] ?? status)); // prettier-ignore
        }
      }
      const count = testResults.reduce((sum, { assertionResults }) => sum + assertionResults.length, 0);
      report.check("all tests were run", count > 0, `${count} in ${seconds.toFixed(0)} s`);
    });
  },
};
