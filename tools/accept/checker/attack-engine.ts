import { checkCertificate, normUp, type RadiusName } from "@surenet/checker";
import { certify, lipschitzModules } from "@surenet/lipschitz";
import { loadModel, memoryStore, type Module, nnModules } from "@surenet/nn";
import { createRng, type EngineName, initBackend, type Rng } from "@surenet/tensor-backend";
import { tensor } from "@tensorflow/tfjs-core";
import { LocalBoundary, towards } from "./local-boundary.ts";

/** What an attack needs, as plain data: it goes to other processes and into pages. */
export interface AttackRequest {
  readonly engine: EngineName;
  /** The files of a run in base64: the model and its `certified/`. */
  readonly files: Readonly<Record<string, string>>;
  readonly shape: readonly number[];
  readonly digits: readonly (readonly number[])[];
  /** Points to try within the labelled radius. */
  readonly points: number;
  readonly wasmPaths?: string;
}

export interface AttackFound {
  readonly label: string;
  readonly centres: number;
  /** Within the radius of the engine's label. */
  readonly labelled: Tried;
  /** The same search within the radius of real arithmetic, ended at the first flip. */
  readonly slackless: Tried;
}

export interface Tried {
  readonly points: number;
  readonly flips: number;
  /** Largest distance tried, as a share of the radius. */
  readonly tightest: number;
}

const TIGHT = 1.001; // boundary over real radius
const MOST_TIGHT = 40;
const BUILT = [0.01, 0.03, 0.1, 0.3]; // distances of centres that are put near a boundary
const BATCH = 250;
const ROUNDINGS = 25; // random float32 roundings of one end of a walk
const SLACKLESS_POINTS = 1000;

/** Looks for float32 inputs within the labelled radius that the engine gives another class. */
export async function attackEngine({ engine, files, shape, digits, points, wasmPaths }: AttackRequest): Promise<AttackFound> {
  await initBackend({ prefer: [engine], ...(wasmPaths === undefined ? {} : { wasmPaths }) });
  const store = memoryStore();
  const bytes = (name: string): Uint8Array => Uint8Array.from(atob(files[name] ?? ""), (letter) => letter.charCodeAt(0));
  for (const name of Object.keys(files)) await store.write(name, bytes(name));
  const { model } = await loadModel(store, [...nnModules, ...lipschitzModules]);
  model.eval();
  const { network } = await checkCertificate({ model: bytes("certified/model.json"), weights: bytes("certified/model.bin"), ledger: bytes("certified/ledger.json") }); // prettier-ignore
  const boundary = new LocalBoundary([...network.body, network.head]);
  const centres = await tightCentres(model, boundary, { digits, shape });
  const request = { model, boundary, centres, shape, rng: createRng(1) };
  const label: RadiusName = engine === "webgpu" ? "f32AnyRound" : "f32Ieee";
  const labelled = await search(request, label, points);
  const slackless = await search(request, "real", SLACKLESS_POINTS, true);
  const arithmetic = centres[0]?.arithmetic ?? "";
  model.dispose();
  return { label: arithmetic, centres: centres.length, labelled, slackless };
}

interface Centre {
  readonly input: Float32Array;
  readonly own: number;
  readonly rival: number;
  readonly radius: Readonly<Record<RadiusName, number>>;
  readonly arithmetic: string;
}

/** Digits whose boundary lies no further than their real radius says, and points at small distances from those boundaries. */
async function tightCentres(
  model: Module,
  boundary: LocalBoundary,
  { digits, shape }: Pick<AttackRequest, "digits" | "shape">,
): Promise<Centre[]> {
  const tight: { input: Float64Array; own: number; rival: number; end: Float64Array; ratio: number }[] = [];
  const certificates = await certifyRows(model, digits, shape);
  certificates.forEach(({ predicted, radiusBy, radii }, i) => {
    if (!(radiusBy.f32AnyRound > 0)) return;
    const rival = radii.indexOf(Math.min(...radii));
    const input = Float64Array.from(digits[i] ?? []);
    const end = boundary.walk(input, { own: predicted, rival, radius: Infinity });
    const ratio = distance(input, end) / radiusBy.real;
    if (ratio < TIGHT && Math.abs(boundary.margin(end, predicted, rival).value) < 1e-6)
      tight.push({ input, own: predicted, rival, end, ratio });
  });
  tight.sort((a, b) => a.ratio - b.ratio);
  const chosen = tight.slice(0, MOST_TIGHT);
  const built = chosen.flatMap(({ input, end }) => BUILT.map((reach) => Array.from(towards(end, input, reach), Math.fround)));
  const rows = [...chosen.map(({ input }) => Array.from(input)), ...built];
  return (await certifyRows(model, rows, shape)).map(({ predicted, radiusBy, radii, arithmetic }, i) => ({
    input: Float32Array.from(rows[i] ?? []),
    own: predicted,
    rival: radii.reduce((nearest, radius, j) => (radius < (radii[nearest] ?? Infinity) ? j : nearest), predicted),
    radius: radiusBy,
    arithmetic,
  }));
}

interface Search {
  readonly model: Module;
  readonly boundary: LocalBoundary;
  readonly centres: readonly Centre[];
  readonly shape: readonly number[];
  readonly rng: Rng;
}

/** Walks to the end of each radius nearest to the boundary, and rounds the end to float32 in random directions. */
async function search(
  { model, boundary, centres, shape, rng }: Search,
  label: RadiusName,
  most: number,
  untilFlip = false,
): Promise<Tried> {
  let [points, flips, tightest] = [0, 0, 0];
  for (let round = 0; points < most && round < 1000; round++) {
    for (const { input, own, rival, radius } of centres) {
      const limit = radius[label];
      if (!(limit > 0) || points >= most) continue;
      const centre = Float64Array.from(input);
      const share = round % 4 === 3 ? 1 - 1e-4 * (rng.values.uniform(1)[0] ?? 0) : 1;
      const end = boundary.walk(centre, { own, rival, radius: limit * share });
      const found: Float32Array[] = [];
      for (let k = 0; k < ROUNDINGS; k++) {
        const inside = roundInside(centre, end, { limit, rng });
        if (inside === undefined) continue;
        tightest = Math.max(tightest, distance(centre, Float64Array.from(inside)) / limit);
        found.push(inside);
      }
      const classes = await classesOf(model, found, shape);
      points += found.length;
      flips += classes.filter((one) => one !== own).length;
      if (untilFlip && flips > 0) return { points, flips, tightest };
    }
  }
  return { points, flips, tightest };
}

/** The point in float32, each entry rounded up or down at random, drawn in until its distance, bounded from above, is within the limit. */
function roundInside(centre: Float64Array, end: Float64Array, { limit, rng }: { limit: number; rng: Rng }): Float32Array | undefined {
  for (const share of [1, 1 - 1e-8, 1 - 3e-8, 1 - 1e-7, 1 - 3e-7, 1 - 1e-6, 1 - 1e-5]) {
    const random = rng.values.uniform(centre.length);
    const point = Float32Array.from(centre, (c, i) => {
      const value = c + share * ((end[i] ?? 0) - c);
      return value + ((random[i] ?? 0) - 0.5) * Math.abs(value) * 2 ** -22;
    });
    if (normUp(centre.map((c, i) => (point[i] ?? NaN) - c)) <= limit) return point;
  }
  return undefined;
}

/** In float32, on the engine in force. */
async function classesOf(model: Module, points: readonly Float32Array[], shape: readonly number[]): Promise<number[]> {
  const size = points[0]?.length ?? 0;
  const flat = new Float32Array(points.length * size);
  points.forEach((point, i) => flat.set(point, i * size));
  if (points.length === 0) return [];
  const x = tensor(flat, [points.length, ...shape]);
  const y = model.forward(x);
  const scores = await y.data();
  const classes = scores.length / points.length;
  for (const owned of [x, y]) owned.dispose();
  return points.map((_, i) => {
    const row = Array.from(scores.slice(i * classes, (i + 1) * classes));
    return row.indexOf(Math.max(...row));
  });
}

async function certifyRows(model: Module, rows: readonly (readonly number[])[], shape: readonly number[]): ReturnType<typeof certify> {
  const certificates: Awaited<ReturnType<typeof certify>> = [];
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    const x = tensor(Float32Array.from(batch.flat()), [batch.length, ...shape]);
    certificates.push(...(await certify(model, x)));
    x.dispose();
  }
  return certificates;
}

function distance(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0));
}
