import { checkCertificate, type CertifiedFiles, Refusal, writeCertificate } from "@surenet/checker";
import { createRng } from "@surenet/tensor-backend";
import { everyOp } from "../../../packages/checker/test/every-op.ts";
import type { Acceptance, Report } from "../acceptance.ts";
import { flipped, forged, type Tree } from "./forge.ts";
import { anyDamage, damaged } from "./fuzz.ts";

const FUZZED = 10_000;
/** A file of a few kilobytes is read and proved in milliseconds; one that needs this long has made the checker hang. */
const LONGEST_MS = 5000;

/** Certificates that are wrong in one way each, and thousands that are damaged at random. */
export const rejections: Acceptance = {
  id: "checker/3",
  about: `wrong certificates are refused with their reason; ${FUZZED} fuzzed ledgers and model files`,
  async run(report) {
    const options = { inputShape: [4, 4, 1], label: "f32-ieee", integerScale: 255 } as const;
    const { network: _, ...files } = await writeCertificate(everyOp(3), options);
    const other = await writeCertificate(everyOp(4), options);
    await checkCertificate(files); // the untouched files are accepted, so that each change alone is the reason
    for (const [name, wrong, says] of await wrongOnes(files, other)) await showRefusal(report, name, { files: wrong, says });
    await fuzz(report, files);
  },
};

type Wrong = readonly [name: string, files: CertifiedFiles, says: RegExp];

async function wrongOnes(files: CertifiedFiles, other: CertifiedFiles): Promise<Wrong[]> {
  const change = (edit: (tree: { model: Tree; ledger: Tree }) => void): Promise<CertifiedFiles> => forged(files, edit);
  return [
    ["one flipped bit of a weight", { ...files, weights: flipped(files.weights, 77) }, /ledger of other weights/],
    ["one flipped bit of model.json", { ...files, model: flipped(files.model, 20) }, /ledger of another model/],
    ["one flipped bit of ledger.json", { ...files, ledger: flipped(files.ledger, 150) }, /ledger\.json/],
    ["a wrong hash of a weight", await change(({ model }) => (model.at("ops", 15, "weight").set("sha256", "00"))), /SHA-256 of the numbers is another/],
    ["an offset out of range", await change(({ model }) => (model.at("ops", 15, "weight").set("offset", 1e6))), /offset: an integer from 0 to/],
    ["an unknown layer", await change(({ model }) => model.at("ops", 3).set("op", "softmax")), /the op "softmax" is not known/],
    ["a claim 1e-9 too small", await change(({ ledger }) => ledger.at("claims", 0).scale("sigma2", 1 - 1e-9)), /a claim cannot be proved/],
    ["a NaN claim", await change(({ ledger }) => ledger.at("claims", 0).set("sigma2", "NaN")), /a finite number is expected, got "NaN"/],
    ["odd channels", await change(({ model }) => model.at("ops", 13).set("channels", 5)), /22 entries are no rows of 5 channels|entries are no rows of 5 channels/],
    ["the ledger of another model", { ...files, ledger: other.ledger }, /ledger of another model/],
  ]; // prettier-ignore
}

async function showRefusal(report: Report, name: string, { files, says }: { files: CertifiedFiles; says: RegExp }): Promise<void> {
  const reason = await checkCertificate(files).then(
    () => "accepted",
    (error: unknown) => (error instanceof Refusal ? error.message : `crashed: ${String(error)}`),
  );
  report.check(name, says.test(reason), reason.slice(0, 160));
}

/** Half of the files are damaged as bytes, half are forged: their JSON is changed and every hash made right again. */
async function fuzz(report: Report, files: CertifiedFiles): Promise<void> {
  const rng = createRng(7).fork("fuzz");
  const count = { refused: 0, harmless: 0, false: 0, crashed: 0 };
  let slowest = 0;
  const failures: string[] = [];
  for (let i = 0; i < FUZZED; i++) {
    const { damage, files: wrong } = i % 2 === 0 ? damaged(files, rng) : await anyDamage(files, rng);
    const started = performance.now();
    try {
      const checked = await checkCertificate(wrong);
      const isHarmless = await claimsNoMore(checked);
      count[isHarmless ? "harmless" : "false"]++;
      if (!isHarmless) failures.push(`accepted: ${damage}`);
    } catch (error) {
      count[error instanceof Refusal ? "refused" : "crashed"]++;
      if (!(error instanceof Refusal)) failures.push(`crashed: ${damage}: ${String(error).slice(0, 200)}`);
    }
    slowest = Math.max(slowest, performance.now() - started);
  }
  report.note(`${count.refused} refused; ${count.harmless} that change nothing a certificate says, or only weaken it (a larger claim, a note, another weight with its own true proof)`);
  report.check("files accepted that claim what is not proved", count.false === 0, String(count.false));
  report.check("crashes", count.crashed === 0, String(count.crashed));
  report.atLeast("files refused", count.refused, FUZZED / 2);
  report.atMost("longest time for a file, ms", slowest, LONGEST_MS);
  for (const failure of failures.slice(0, 10)) report.note(failure);
} // prettier-ignore

/** Whether what is accepted follows from the files' weights alone: no bound lies below the one that a proof without any ledger finds. */
async function claimsNoMore(checked: Awaited<ReturnType<typeof checkCertificate>>): Promise<boolean> {
  const { network, inputShape, label } = checked;
  const own = await writeCertificate([...network.body, network.head], { inputShape, label });
  return checked.bound >= own.network.bound * (1 - 1e-9);
}
