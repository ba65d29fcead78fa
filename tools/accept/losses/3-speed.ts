import { compareSides } from "../../bench/compare-sides.ts";
import { startSide } from "../../bench/start-side.ts";
import { subjects } from "../../bench/subjects.ts";
import type { Acceptance, Report } from "../acceptance.ts";
import { runCommand } from "../command.ts";

const [BY_INDEX, BY_ROWS] = ["cross entropy [4096, 1000] forward + backward", "cross entropy [4096, 1000] by one-hot rows"];
const ROUNDS = 25;

/** Medians of interleaved runs in processes of their own; torch on one thread. */
export const lossSpeed: Acceptance = {
  id: "losses/3",
  about: "cross entropy with indices against torch and against one-hot rows",
  async run(report) {
    await runCommand("npm", ["run", "engines:native"]);
    const onTwo = await timesOfTorch(report, 2);
    report.atMost("native as it starts by default, on both cores: times slower than torch with one thread", onTwo, 2);
    report.note(`native held to one thread: ${(await timesOfTorch(report, 1)).toFixed(2)} times slower than torch with one thread`);

    const wasm = await medians(report, BY_INDEX, [startSide("ours"), startSide("stock")]);
    const rows = await medians(report, BY_ROWS, [startSide("ours"), startSide("stock")]);
    report.atLeast("wasm, times faster than one-hot rows on the engine as it ships", (rows["stock"] ?? NaN) / (wasm["ours"] ?? NaN), 3);
    const composed = (rows["ours"] ?? NaN) / (wasm["ours"] ?? NaN);
    report.note(`one-hot rows with our kernels under them: ${composed.toFixed(2)} times as long`);
  },
};

async function timesOfTorch(report: Report, threads: number): Promise<number> {
  const { native = NaN, torch = NaN } = await medians(report, BY_INDEX, [startSide("native", { threads }), startSide("torch")]);
  return native / torch;
}

/** By the side's name, in milliseconds; the sides are ended. */
async function medians(report: Report, subject: string, sides: ReturnType<typeof startSide>[]): Promise<Readonly<Record<string, number>>> {
  const found = subjects.find(({ name }) => name === subject);
  if (found === undefined) throw new Error(`no subject ${subject}`);
  try {
    const { sides: measured } = await compareSides(found, sides, ROUNDS);
    const times = Object.entries(measured).map(([side, one]) => [side, typeof one === "object" ? one.median : NaN] as const);
    report.note(`${subject}: ${times.map(([side, ms]) => `${side} ${ms.toFixed(1)} ms`).join(", ")}`);
    return Object.fromEntries(times);
  } finally {
    for (const side of sides) side.stop();
  }
}
