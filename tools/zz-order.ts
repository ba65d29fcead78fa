import { compareSides } from "./bench/compare-sides.ts";
import { startSide } from "./bench/start-side.ts";
import { subjects } from "./bench/subjects.ts";
const sides = ["ours", "stock", "torch"].map((n) => startSide(n));
for (const name of ["matmul 512 nt", "matmul 512 tn", "matmul 512 nt", "matmul 512 nn", "matmul 512 nt"]) {
  const c = await compareSides(subjects.find((s) => s.name === name)!, sides, 15);
  console.log(name, JSON.stringify(Object.fromEntries(Object.entries(c.sides).map(([k, v]) => [k, typeof v === "object" ? [v.low, v.median, v.high].map((x) => +x.toFixed(2)) : v]))));
}
for (const s of sides) s.stop();
