/** How many inputs an output has and how many outputs an input has, of a weight whose last axes are `[in, out]`. */
export function fans(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const field = shape.slice(0, -2).reduce((product, side) => product * side, 1);
  const [inputs, outputs] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  return { fanIn: field * inputs, fanOut: field * outputs };
}
