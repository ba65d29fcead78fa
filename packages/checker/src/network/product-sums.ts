/**
 * Adds rows of weights, each times a number, to sums: `y[to + o] += x · w[from + o]` for `o < count`, and `|x · w|` to m.
 *
 * Two rows that go to one place are added in one pass, so that every sum is loaded and stored half as often: the checker's time is spent here.
 */
export class ProductSums {
  readonly y: Float64Array;
  readonly m: Float64Array;
  readonly #weights: Float32Array;
  #waits = false;
  #value = 0;
  #from = 0;
  #to = 0;
  #count = 0;

  constructor(weights: Float32Array, { y, m }: { readonly y: Float64Array; readonly m: Float64Array }) {
    this.#weights = weights;
    this.y = y;
    this.m = m;
  }

  add(value: number, from: number, to: number, count: number): void {
    if (value === 0) return;
    if (this.#waits && this.#to === to) {
      this.#both(value, from);
      return;
    }
    this.flush();
    this.#value = value;
    this.#from = from;
    this.#to = to;
    this.#count = count;
    this.#waits = true;
  }

  /** Adds the row that waits for a second one. */
  flush(): void {
    if (this.#waits) this.#both(0, this.#from);
  }

  #both(second: number, other: number): void {
    const { y, m } = this;
    const [weights, first, from, to] = [this.#weights, this.#value, this.#from - this.#to, this.#to];
    const end = to + this.#count;
    for (let o = to, b = other - to; o < end; o++) {
      const p = first * (weights[from + o] as number);
      const q = second * (weights[b + o] as number);
      y[o] = (y[o] as number) + p + q;
      m[o] = (m[o] as number) + Math.abs(p) + Math.abs(q);
    }
    this.#waits = false;
  }
}
