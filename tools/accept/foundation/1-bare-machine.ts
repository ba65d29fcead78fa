import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Acceptance } from "../acceptance.ts";
import { type Finished, runCommand } from "../command.ts";
import { inTemporaryFolder, root } from "../paths.ts";

/** What a stranger does first: clone, `npm start`, `npm test`, with nothing installed but Node and npm. */
export const bareMachine: Acceptance = {
  id: "foundation/1",
  about: "npm start, npm test and the generators from a fresh clone with an empty HOME",
  async run(report) {
    await inTemporaryFolder(async (folder) => {
      const [clone, home] = [path.join(folder, "clone"), path.join(folder, "home")];
      await mkdir(home);
      await runCommand("git", ["clone", "--quiet", root, clone]);
      const npm = (...words: string[]): Promise<Finished> => runCommand("npm", words, { cwd: clone, env: bareEnvironment(home) });

      const first = await npm("start");
      report.check("npm start: exit code", first.code === 0, first.code === 0 ? "0" : `${first.code}: ${first.stderr.slice(-600)}`);
      report.atMost("npm start from an empty cache: seconds", first.seconds, 90);
      const made = JSON.parse(await readFile(path.join(clone, "run/twoMoons-0/report.json"), "utf8")) as {
        accuracy: number;
        engine: string;
      };
      report.check(
        "npm start trains and certifies",
        made.accuracy > 0.99 && made.engine === "wasm",
        `accuracy ${made.accuracy} on ${made.engine}`,
      );
      const again = await npm("start");
      report.atMost("npm start, the job itself: seconds", again.seconds, 30);

      for (const words of [
        ["package", "accept-probe"],
        ["layer", "nn", "AcceptProbe"],
      ]) {
        const { code, stderr } = await npm("run", "new", "--", ...words);
        report.check(`npm run new -- ${words.join(" ")}`, code === 0, code === 0 ? "made" : stderr.slice(-400));
      }
      const build = await npm("exec", "--", "nx", "run-many", "-t", "build", "-p", "@surenet/accept-probe,@surenet/nn");
      report.check("what they made builds", build.code === 0, build.code === 0 ? "built" : `${build.stdout}${build.stderr}`.slice(-600));

      const test = await npm("test");
      const last = test.stdout.trim().split("\n").at(-1) ?? "";
      report.check(
        "npm test, with what they made: last line",
        test.code === 0 && /^\d+ passed, 0 failed/.test(last),
        `${last} in ${test.seconds.toFixed(0)} s`,
      );
      report.check("their tests ran", /accept-probe/.test(test.stdout), "accept-probe.test.ts and package-name.test.ts");
    });
  },
};

/** The environment without this workspace's own programs and without anything kept at home. */
function bareEnvironment(home: string): Record<string, string> {
  const own = path.join(root, "node_modules");
  const PATH = (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .filter((entry) => !entry.startsWith(own))
    .join(path.delimiter);
  return { HOME: home, PATH, CI: "true", INIT_CWD: "", npm_config_cache: path.join(home, ".npm"), XDG_CACHE_HOME: "", XDG_DATA_HOME: "" };
}
