import { type Tensor, gather, sum, tanh, tensor } from "@tensorflow/tfjs-core";
import {
  AMINO_ACIDS, approximateOcclusion, betaSchedule, binaryScores, BLOSUM62, blosum62Distance, blosum62Transitions, chunkSizes, editDistance, ensembleRegressionFigures, GaussianCorruptionProcess, GraphNei, jointObjectiveValues, keptShares, MaskCorruptionProcess, multiclassScores, occlusion, onlineWeightUpdate, proteinTokenizer, roundRobinLongest, type ScheduleName, spearmanRho, SubstitutionCorruptionProcess,
} from "@surenet/cortex-tree"; // prettier-ignore
import { createRng } from "@surenet/tensor-backend";
import type { CaseReader } from "../case-reader.ts";
import type { Got, Snapshot } from "../compare.ts";

const vector = (values: readonly number[]): Snapshot => ({ shape: [values.length], values });
const matrix = (rows: readonly (readonly number[])[]): Snapshot => ({ shape: [rows.length, rows[0]?.length ?? 0], values: rows.flat() });

export function corruption(golden: CaseReader): Record<string, Got> {
  const process = golden.param<string>("process");
  const kind = golden.param<string>("kind");
  if (process === "mask" || process === "gaussian") return damage(golden, process, kind);
  if (process === "substitution") return substitution(golden);
  if (kind !== undefined) return timesteps();
  const schedule = golden.param<ScheduleName>("schedule") ?? "cosine";
  if (golden.hasParam("steps")) {
    const betas = betaSchedule(schedule, golden.param<number>("steps") ?? 0);
    const kept = keptShares(betas);
    return { betas: vector(betas), alphasCumprod: vector(kept), sqrtAlphasCumprod: vector(kept.map(Math.sqrt)) };
  }
  const masking = new MaskCorruptionProcess({ maskIndex: 0, schedule, maxSteps: golden.param<number>("maxSteps") ?? 0 });
  const shares = Array.from(golden.input("timesteps").dataSync(), (t) => masking.timestepToCorruptFrac(t));
  return { corruptFrac: vector(shares), scalar: vector(shares) };
}

function damage(golden: CaseReader, process: string, kind: string | undefined): Record<string, Got> {
  const rng = createRng(0);
  const masking = process === "mask";
  const corrupting = masking
    ? new MaskCorruptionProcess({ maskIndex: golden.param<number>("maskVal") ?? 31 })
    : new GaussianCorruptionProcess(golden.options(["noiseVariance"]));
  const share = golden.param<number | null>("corruptFrac") ?? 0;
  if (kind !== undefined) {
    const x = tensor(new Float32Array(100_000).fill(golden.param<number>("x") ?? 0), [1, 100_000]);
    const { corrupted, isCorrupted } = corrupting.corrupt(x, { rng, corruptFrac: share });
    const fraction = mean(isCorrupted.dataSync());
    if (masking) return { fraction };
    const values = corrupted.dataSync();
    const centre = mean(values);
    return { mean: centre, std: Math.sqrt(mean(values.map((value) => (value - centre) ** 2))), isCorruptedFraction: fraction };
  }
  const allowed = golden.has("corruptionAllowed") ? { corruptionAllowed: golden.input("corruptionAllowed") } : {};
  const corruptFrac = golden.has("corruptFrac") ? golden.input("corruptFrac") : share;
  const { corrupted, isCorrupted } = corrupting.corrupt(golden.input("x"), { rng, corruptFrac, ...allowed });
  return { out: corrupted, isCorrupted };
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0) / values.length;
}

function substitution(golden: CaseReader): Record<string, Got> {
  if (golden.param("from") === "blosum62") return { matrix: matrix(SubstitutionCorruptionProcess.fromBlosum62(proteinTokenizer()).matrix) };
  const options = { vocabSize: golden.param<number>("vocabSize") ?? 0, excluded: golden.param<number[]>("excluded") ?? [] };
  return { matrix: matrix(new SubstitutionCorruptionProcess(options).matrix) };
}

/** The moments of 20,000 drawn time steps against those of Beta(3, 1), each within four standard errors; then those moments. */
function timesteps(): Record<string, Got> {
  const [rng, count, steps] = [createRng(3), 20_000, 1000];
  const process = new MaskCorruptionProcess({ maskIndex: 0, maxSteps: steps });
  const drawn = Array.from({ length: count }, () => process.sampleTimestep(rng) / steps);
  const [centre, variance] = [3 / 4, 3 / 80];
  const off = Math.abs(mean(drawn) - centre) > 4 * Math.sqrt(variance / count);
  const spread = mean(drawn.map((u) => (u - centre) ** 2));
  return off || Math.abs(spread / variance - 1) > 0.05 ? { mean: NaN, variance: NaN } : { mean: centre, variance };
}

export async function metrics(golden: CaseReader): Promise<Record<string, Got>> {
  const words = (): [string, string] => [golden.param<string>("a") ?? "", golden.param<string>("b") ?? ""];
  switch (golden.param<string>("fn")) {
    case "spearman_rho": {
      const scores = golden.input("scores");
      return { out: spearmanRho(scores.dataSync(), golden.input("targets").dataSync(), scores.shape[1] ?? 1) };
    }
    case "edit_dist":
      return { out: editDistance(...words()) };
    case "create_blosum62_matrix":
      return { matrix: matrix(inOrder(golden, BLOSUM62)) };
    case "create_blosum62_transition_matrix":
      return { matrix: matrix(inOrder(golden, blosum62Transitions())) };
    case "blosum62_distance":
      return { out: blosum62Distance(...words(), golden.options(["lambda", "gap"])) };
    case "binary":
      golden.param("numClasses");
      return binaryScores(golden.input("probs").dataSync(), golden.input("targets").dataSync());
    case "multiclass":
      return multiclassScores(
        golden.input("probs").dataSync(),
        golden.input("targets").dataSync(),
        golden.param<number>("numClasses") ?? 0,
      );
    default:
      return ensembleRegressionFigures({ loc: golden.input("loc"), scale: golden.input("scale") }, golden.input("targets"));
  }
}

function inOrder(golden: CaseReader, rows: readonly (readonly number[])[]): number[][] {
  const places = (golden.param<string[]>("order") ?? []).map((letter) => AMINO_ACIDS.indexOf(letter));
  return places.map((i) => places.map((j) => rows[i]?.[j] ?? NaN));
}

export function misc(golden: CaseReader): Record<string, Got> {
  switch (golden.param<string>("fn")) {
    case "online_weight_update_": {
      const [average, weights] = [
        { a: golden.input("tgt.a"), n: golden.input("tgt.n") },
        { a: golden.input("src.a"), n: golden.input("src.n") },
      ];
      return onlineWeightUpdate(average, weights, golden.param<number>("decayRate") ?? 0);
    }
    case "round_robin_longest":
      return { out: vector([...roundRobinLongest(golden.param<number[][]>("iterables") ?? [])]) };
    case "split_data":
      return { sizes: vector(chunkSizes(golden.param<number>("length") ?? 0, golden.param<number>("batchSize") ?? 0)) };
    case "occlusion": {
      golden.param("score");
      const table = golden.input("emb");
      const score = (tokens: Tensor): Tensor => sum(tanh(sum(gather(table, tokens), -1)), -1);
      return {
        out: occlusion(score, golden.input("tokens"), {
          nullValue: golden.param<number>("nullValue") ?? 0,
          isExcluded: golden.input("isExcluded"),
        }),
      };
    }
    case "approximate_occlusion": {
      golden.param("score");
      const score = (e: Tensor): Tensor => sum(tanh(sum(e, -1)), -1);
      const options = { nullEmbedding: golden.input("nullEmbedding"), isExcluded: golden.input("isExcluded") };
      return { out: approximateOcclusion(score, golden.input("tokEmbeddings"), options) };
    }
    case "GraphNEI": {
      golden.param("objectives");
      const nested = (x: Tensor): number[][][] => x.arraySync() as number[][][];
      const reference = golden.has("fRef") ? { reference: Array.from(golden.input("fRef").dataSync()) } : {};
      return { out: vector(new GraphNei(nested(golden.input("fBaseline")), reference).evaluate(nested(golden.input("values")))) };
    }
    default: {
      const properties = { a: golden.input("a"), b: golden.input("b"), c: golden.input("c") };
      return { out: jointObjectiveValues(properties, { objectives: [], ...golden.options(["objectives", "scaling", "constraints"]) }) };
    }
  }
}
