/** The error function in float64: its series up to 2.5, the continued fraction of its complement beyond. */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < 0 || Object.is(x, -0)) return -erf(-x);
  if (x > 6) return 1;
  if (x > 2.5) {
    let fraction = 0;
    for (let k = 200; k >= 1; k--) fraction = k / 2 / (x + fraction);
    return 1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
  }
  let [sum, term] = [0, x];
  for (let n = 0; n < 60; n++) {
    sum += term / (2 * n + 1);
    term *= (-x * x) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
