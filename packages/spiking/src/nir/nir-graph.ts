import { invalidValue, malformedFile } from "@surenet/tensor-backend";

/** Numbers in nested lists, as JSON holds an array of any rank. */
export type NirArray = number | readonly NirArray[];

/** A node: its type and the type's arrays, under the names that NIR gives them. */
export type NirNode = { readonly type: string } & Readonly<Record<string, NirArray | string>>;

/**
 * A graph of the Neuromorphic Intermediate Representation as JSON: nodes by name and the edges between them.
 *
 * NIR's own files are HDF5; this is the same structure in JSON, arrays as nested lists. Time constants are seconds there, milliseconds with us.
 *
 * @see Pedersen et al. 2024, "Neuromorphic intermediate representation: a unified instruction set for interoperable brain-inspired computing"
 */
export interface NirGraph {
  readonly version: string;
  readonly type: "NIRGraph";
  readonly nodes: Readonly<Record<string, NirNode>>;
  readonly edges: readonly (readonly [from: string, to: string])[];
}

/** Flat numbers as nested lists. */
export function nested(values: ArrayLike<number>, shape: readonly number[]): NirArray {
  const [side, ...rest] = shape;
  if (side === undefined) return values[0] ?? NaN;
  const width = rest.reduce((product, n) => product * n, 1);
  const all = Array.from(values);
  return Array.from({ length: side }, (_, i) => nested(all.slice(i * width, (i + 1) * width), rest));
}

/** @throws SurenetError `E_FILE` for lists that are no array of this rank */
export function flat(
  where: string,
  value: NirArray | string | undefined,
  rank: number,
): { readonly values: number[]; readonly shape: number[] } {
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = level[0]) shape.push(level.length);
  const values = ([value] as unknown[]).flat(Infinity).map(Number);
  const size = shape.reduce((product, n) => product * n, 1);
  if (value === undefined || typeof value === "string" || shape.length !== rank || values.length !== size || !values.every(Number.isFinite))
    throw malformedFile({ where, problem: "this is no array of finite numbers", expected: `${rank} axes`, got: shape });
  return { values, shape };
}

/** The nodes of a chain from an input to an output, both left out. @throws SurenetError `E_FILE` for a graph that is no chain */
export function chainOf({ nodes, edges }: NirGraph): [name: string, node: NirNode][] {
  const where = "NIR graph";
  const input = Object.keys(nodes).find((name) => nodes[name]?.type === "Input");
  if (input === undefined) throw malformedFile({ where, problem: "there is no Input" });
  const chain: [string, NirNode][] = [];
  for (let at = input, steps = 0; ; steps++) {
    const next = edges.filter(([from]) => from === at).map(([, to]) => to);
    const [to] = next;
    if (to === undefined || next.length > 1 || steps > edges.length)
      throw malformedFile({ where, problem: `${at} does not lead to one node`, expected: "a chain from Input to Output", got: next });
    const node = nodes[to];
    if (node === undefined) throw malformedFile({ where, problem: `an edge leads to ${to}, which is not there` });
    if (node.type === "Output") return chain;
    chain.push([to, node]);
    at = to;
  }
}

/** All equal, since our neurons share their constants. @throws SurenetError `E_VALUE` */
export function shared(where: string, values: readonly number[]): number {
  const [first = NaN] = values;
  const other = values.find((value) => Math.abs(value - first) > 1e-6 * Math.abs(first));
  if (other !== undefined)
    throw invalidValue({ where, problem: "neurons of one population differ", expected: `${first} for all`, got: other });
  return first;
}
