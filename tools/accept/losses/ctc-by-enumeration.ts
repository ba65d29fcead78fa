export interface Sequence {
  readonly times: number;
  readonly symbols: number;
  readonly labels: readonly number[];
}

/** The CTC loss of one sequence and its gradient by trying every path through time, in float64; symbol 0 is the blank. */
export function ctcByEnumeration(logits: readonly number[], { times, symbols, labels }: Sequence): { loss: number; gradient: number[] } {
  const p = Array.from({ length: times }, (_, t) => softmax(logits.slice(t * symbols, (t + 1) * symbols)));
  let total = 0;
  const visits = new Float64Array(times * symbols); // the probability of all right paths through a symbol at a time
  for (let path = 0; path < symbols ** times; path++) {
    const steps = Array.from({ length: times }, (_, t) => Math.floor(path / symbols ** t) % symbols);
    const read = steps.filter((symbol, t) => symbol !== 0 && symbol !== steps[t - 1]);
    if (read.join() !== labels.join()) continue;
    const probability = steps.reduce((product, symbol, t) => product * (p[t]?.[symbol] ?? 0), 1);
    total += probability;
    steps.forEach((symbol, t) => (visits[t * symbols + symbol] = (visits[t * symbols + symbol] ?? 0) + probability));
  }
  const gradient = Array.from(visits, (visit, i) => (p[Math.floor(i / symbols)]?.[i % symbols] ?? 0) - visit / total); // softmax minus the share of the paths
  return { loss: -Math.log(total), gradient };
}

function softmax(row: readonly number[]): number[] {
  const powers = row.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
