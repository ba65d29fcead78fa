// One side of a comparison: jax-js on its wasm device. Reads {"subject"} lines, answers each with {"ms"} of a single sample.
// Its arrays are used up by every operation; `.ref` is a further use.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const file = createRequire(`${folder}/package.json`).resolve("@jax-js/jax");
const { blockUntilReady, defaultDevice, init, jit, nn, numpy: np, valueAndGrad } = await import(pathToFileURL(file).href);
await init();
defaultDevice("wasm");

let state = 1234567;
const numbers = (count, scale) =>
  Float32Array.from({ length: count }, () => ((state = (state * 48271) % 2147483647) / 2147483647 - 0.5) * 3.46 * scale);
const table = (rows, columns, scale = 1) => np.array(numbers(rows * columns, scale)).reshape([rows, columns]);

const subjects = { "mlp adam step 784-512-512-10": mlp };
for (const a of ["n", "t"]) for (const b of ["n", "t"]) subjects[`matmul 512 ${a}${b}`] = () => matmul(a === "t", b === "t");

function matmul(transposeA, transposeB) {
  const [a, b] = [table(512, 512), table(512, 512)];
  const turn = (x, turned) => (turned ? np.transpose(x) : x);
  const product = jit((x, y) => np.dot(turn(x, transposeA), turn(y, transposeB)));
  return () => product(a.ref, b.ref).data();
}

/** Forward, backward and Adam's update of all parameters, compiled together. */
function mlp() {
  const [batch, sizes] = [256, [784, 512, 512, 10]];
  const layers = sizes.slice(1).flatMap((size, i) => [table(sizes[i], size, 0.05), np.zeros([size])]);
  let [weights, first, second] = [layers, layers.map(({ shape }) => np.zeros(shape)), layers.map(({ shape }) => np.zeros(shape))];
  const x = table(batch, 784);
  const y = np.array(Float32Array.from({ length: batch * 10 }, (_, i) => Number(i % 10 === Math.floor(i / 10) % 10))).reshape([batch, 10]);
  const loss = ([w1, b1, w2, b2, w3, b3], input, target) => {
    const hidden = nn.relu(np.dot(nn.relu(np.dot(input, w1).add(b1)), w2).add(b2));
    return nn
      .logSoftmax(np.dot(hidden, w3).add(b3))
      .mul(target)
      .sum()
      .mul(-1 / batch);
  };
  const step = jit((p, m, v, input, target) => {
    const [value, slopes] = valueAndGrad(loss)(p.map((one) => one.ref), input, target); // prettier-ignore
    const next = p.map((one, i) => {
      const mean = m[i].mul(0.9).add(slopes[i].ref.mul(0.1));
      const square = v[i].mul(0.999).add(np.square(slopes[i]).mul(0.001));
      return [one.sub(mean.ref.div(np.sqrt(square.ref).add(1e-8)).mul(1e-3)), mean, square];
    });
    return [value, ...[0, 1, 2].map((k) => next.map((all) => all[k]))];
  });
  return async () => {
    let value;
    [value, weights, first, second] = step(weights, first, second, x.ref, y.ref);
    await value.data();
    await blockUntilReady(weights.map((one) => one.ref));
  };
}

const SHORT_MS = 50; // as in worker.ts: a short sample follows an untimed call

async function timed(run) {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

const [prepared, last] = [new Map(), new Map()];
for await (const line of createInterface({ input: process.stdin })) {
  const { subject } = JSON.parse(line);
  if (!prepared.has(subject)) {
    prepared.set(subject, subjects[subject]());
    for (let warm = 0; warm < 3; warm++) last.set(subject, await timed(prepared.get(subject)));
  }
  if (last.get(subject) < SHORT_MS) await timed(prepared.get(subject));
  last.set(subject, await timed(prepared.get(subject)));
  process.stdout.write(`${JSON.stringify({ ms: last.get(subject) })}\n`);
}
