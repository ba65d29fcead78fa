import path from "node:path";
import type { Acceptance } from "./acceptance.ts";
import { runCommand } from "./command.ts";
import { need, root, shared } from "./paths.ts";

/** All golden vectors of a package: each passes or is a listed deviation. */
export function goldenAcceptance({ id, packageName }: { readonly id: string; readonly packageName: string }): Acceptance {
  return {
    id,
    about: `every golden vector of ${packageName} passes or is a listed deviation`,
    async run(report) {
      const main = path.join(root, "tools/golden/main.ts");
      const args = ["--conditions=@surenet/source", main, need(path.join(shared, "golden")), packageName];
      const { code, stdout, stderr } = await runCommand(process.execPath, args);
      const lines = stdout.trim().split("\n");
      for (const line of lines.slice(0, -1)) report.note(line);
      report.check(packageName, code === 0 && /\b0 failed/.test(lines.at(-1) ?? ""), (lines.at(-1) ?? "") + stderr.slice(-300));
    },
  };
}
