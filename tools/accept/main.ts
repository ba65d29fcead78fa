// npm run accept              lists the acceptance runs
// npm run accept -- <issue>   runs all of an issue; <issue>/<n> one of them
import { acceptances } from "./acceptances.ts";
import { Report } from "./acceptance.ts";

const wanted = process.argv[2];
if (wanted === undefined) {
  for (const { id, about } of acceptances) console.log(`${id.padEnd(16)} ${about}`);
  process.exit(0);
}
const chosen = acceptances.filter(({ id }) => id === wanted || id.startsWith(`${wanted}/`));
if (chosen.length === 0) {
  console.error(`there is no acceptance run ${wanted}; npm run accept lists them`);
  process.exit(2);
}
let failures = 0;
for (const { id, about, run } of chosen) {
  console.log(`${id}  ${about}`);
  const report = new Report();
  try {
    await run(report);
  } catch (error) {
    report.check("ran to its end", false, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  failures += report.failures;
}
console.log(failures === 0 ? "all shown" : `${failures} fell short`);
process.exitCode = failures === 0 ? 0 : 1;
