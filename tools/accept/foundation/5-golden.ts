import path from "node:path";
import { runCommand } from "../command.ts";
import type { Acceptance } from "../acceptance.ts";
import { need, root, shared } from "../paths.ts";

const SUBJECTS = ["spectral_linear", "frobenius_linear", "activations", "hkr_multiclass", "tau_losses"];

/** The vectors of deel-torchlip for what the first cut holds. */
export const goldenVectors: Acceptance = {
  id: "foundation/5",
  about: `golden vectors of ${SUBJECTS.join(", ")}`,
  async run(report) {
    const folder = need(path.join(shared, "golden"));
    for (const subject of SUBJECTS) {
      const { code, stdout, stderr } = await runCommand(process.execPath, [
        "--conditions=@surenet/source",
        path.join(root, "tools/golden/main.ts"),
        folder,
        `lipschitz/${subject}`,
      ]);
      report.check(subject, code === 0, (stdout.trim().split("\n").at(-1) ?? "") + stderr.slice(-300));
    }
  },
};
