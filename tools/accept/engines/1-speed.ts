import { type Comparison, compareSides } from "../../bench/compare-sides.ts";
import { startSide } from "../../bench/start-side.ts";
import { subjects } from "../../bench/subjects.ts";
import type { Acceptance, Report } from "../acceptance.ts";

/** What a subject must reach: how many times faster than the stock engine, and how many times slower than torch at most. */
interface Bound {
  readonly subject: string;
  readonly stock?: number;
  readonly torch?: number;
  /** How many times slower than jax-js, compiled. */
  readonly jaxJs?: number;
}

const BOUNDS: readonly Bound[] = [
  { subject: "matmul 512 nt", stock: 17, torch: 4 },
  { subject: "matmul 512 tn", stock: 26, torch: 4 },
  { subject: "conv2d forward + backward", torch: 3.5 },
  { subject: "mlp adam step 784-512-512-10", stock: 8.5, torch: 3.5, jaxJs: 1 },
  { subject: "conv net adam step 3-32-32-64-64", torch: 4 },
  { subject: "25 Bjorck steps 512x512 forward + gradient", stock: 15 },
  { subject: "GroupSort2 [256, 512] forward + backward", torch: 1 },
  { subject: "exp on 1M", stock: 1.4 },
  { subject: "tanh on 1M", stock: 4.5 },
  { subject: "erf on 1M", stock: 4 },
];

/** Medians of interleaved runs in processes of their own; torch on one thread. */
export const speed: Acceptance = {
  id: "engines/1",
  about: "speed on wasm against the stock engine, torch with one thread and jax-js",
  async run(report) {
    const sides = ["ours", "stock", "torch", "jax-js"].map((name) => startSide(name));
    try {
      for (const bound of BOUNDS) {
        const subject = subjects.find(({ name }) => name === bound.subject);
        if (subject === undefined) throw new Error(`no subject ${bound.subject}`);
        show(report, bound, await compareSides(subject, sides, 15));
      }
    } finally {
      for (const side of sides) side.stop();
    }
  },
};

function show(report: Report, { subject, stock, torch, jaxJs }: Bound, { sides }: Comparison): void {
  const median = (name: string): number => {
    const times = sides[name];
    return typeof times === "object" ? times.median : NaN;
  };
  const figures = `${median("ours").toFixed(2)} ms; stock ${median("stock").toFixed(2)}, torch ${median("torch").toFixed(2)}`;
  if (stock !== undefined) report.atLeast(`${subject}: times faster than stock (${figures})`, median("stock") / median("ours"), stock);
  if (torch !== undefined) report.atMost(`${subject}: times slower than torch (${figures})`, median("ours") / median("torch"), torch);
  if (jaxJs !== undefined)
    report.atMost(
      `${subject}: times slower than jax-js under jit (${median("jax-js").toFixed(2)} ms)`,
      median("ours") / median("jax-js"),
      jaxJs,
    );
}
