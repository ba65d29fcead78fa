import { evaluate, type Op } from "@surenet/checker";

/** A perceptron of dense layers and sorted groups in float64, for walks to its boundaries. */
export class LocalBoundary {
  readonly #ops: readonly Op[];

  constructor(ops: readonly Op[]) {
    const strange = ops.find(({ op }) => op !== "dense" && op !== "groupSort");
    if (strange !== undefined) throw new TypeError(`walks know dense and groupSort, not ${strange.op}`);
    this.#ops = ops;
  }

  scores(x: Float64Array): Float64Array {
    return this.#ops.reduce<Float64Array>((state, op) => evaluate(op, state), x);
  }

  /** The margin of one class over another, and its gradient: the network is linear nearby. */
  margin(x: Float64Array, own: number, rival: number): { value: number; gradient: Float64Array } {
    const states = [x];
    for (const op of this.#ops) states.push(evaluate(op, states.at(-1) ?? x));
    const scores = states.at(-1) ?? x;
    let gradient: Float64Array = new Float64Array(scores.length);
    gradient[own] = 1;
    gradient[rival] = -1;
    for (let i = this.#ops.length - 1; i >= 0; i--) gradient = backwards(this.#ops[i] as Op, states[i] ?? x, gradient);
    return { value: (scores[own] ?? NaN) - (scores[rival] ?? NaN), gradient };
  }

  /** Newton's walk to the boundary with a rival, held in the ball. */
  walk(
    centre: Float64Array,
    { own, rival, radius, steps = 12 }: { own: number; rival: number; radius: number; steps?: number },
  ): Float64Array {
    let point: Float64Array = centre.slice();
    for (let step = 0; step < steps; step++) {
      const { value, gradient } = this.margin(point, own, rival);
      const square = gradient.reduce((sum, g) => sum + g * g, 0);
      if (square === 0) break;
      point = point.map((p, i) => p - ((value * (1 + 1e-9)) / square) * (gradient[i] ?? 0));
      point = towards(centre, point, radius);
    }
    return point;
  }
}

/** The point itself, or the end of the radius in its direction. */
export function towards(centre: Float64Array, point: Float64Array, radius: number): Float64Array {
  const length = Math.sqrt(point.reduce((sum, p, i) => sum + (p - (centre[i] ?? 0)) ** 2, 0));
  return length <= radius ? point : point.map((p, i) => (centre[i] ?? 0) + ((p - (centre[i] ?? 0)) * radius) / length);
}

function backwards(op: Op, x: Float64Array, gradient: Float64Array): Float64Array {
  if (op.op === "dense") {
    const { rows, columns, data } = op.weight;
    return Float64Array.from({ length: rows }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += (data[i * columns + j] as number) * (gradient[j] as number);
      return sum;
    });
  }
  const size = op.op === "groupSort" ? op.groupSize : 1;
  const back = new Float64Array(x.length);
  for (let from = 0; from < x.length; from += size) {
    const order = Array.from({ length: size }, (_, i) => from + i).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0));
    order.forEach((source, i) => (back[source] = gradient[from + i] ?? 0));
  }
  return back;
}
