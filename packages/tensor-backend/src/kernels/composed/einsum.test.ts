import { type Tensor, einsum, setBackend, tensor, tidy } from "@tensorflow/tfjs-core";
import { defaultEngine, expectNoLeak, readableEngines, weights } from "@surenet/testing";
import { beforeAll, describe, expect, it } from "vitest";

const SIZES: Readonly<Record<string, number>> = { b: 2, h: 3, i: 4, j: 5, k: 3 };
const size = (labels: string): number => [...labels].reduce((product, label) => product * (SIZES[label] ?? 1), 1);
const operand = (labels: string): Tensor => tensor(weights(size(labels)), [...labels].map((label) => SIZES[label] ?? 1)); // prettier-ignore

/** The sum over all values of all labels, by definition. */
function definition(equation: string, operands: readonly Tensor[]): number[] {
  const [left = "", result = ""] = equation.split("->");
  const terms = left.split(",");
  const labels = [...new Set(left.replaceAll(",", ""))];
  const numbers = operands.map((x) => x.dataSync());
  const out = Array<number>(size(result)).fill(0);
  for (let flat = 0; flat < size(labels.join("")); flat++) {
    const value = new Map(labels.map((label, i) => [label, Math.floor(flat / size(labels.slice(i + 1).join(""))) % (SIZES[label] ?? 1)]));
    const at = (term: string): number => [...term].reduce((offset, label) => offset * (SIZES[label] ?? 1) + (value.get(label) ?? 0), 0);
    out[at(result)] = (out[at(result)] ?? 0) + terms.reduce((product, term, i) => product * (numbers[i]?.[at(term)] ?? NaN), 1);
  }
  return out;
}

describe.each(readableEngines)("einsum on %s", (name) => {
  beforeAll(async () => {
    await setBackend(name);
    return () => setBackend(defaultEngine);
  });

  it.each([
    "ij,jk->ik",
    "ij,jk->ki",
    "bij,bjk->bik",
    "bhij,bhkj->bhik",
    "bij,jk->bik",
    "ij,ij->",
    "ij,ij->ij",
    "i,j->ij",
    "bi,bj->b",
    "bij,k->bk",
    "ij->ji",
    "bij->j",
    "ij->",
    "bij->bij",
    "i,i->",
  ])(
    // prettier-ignore
    "%s is what the definition says",
    (equation) => {
      tidy(() => {
        const operands = (equation.split("->")[0] ?? "").split(",").map(operand);
        expect(einsum(equation, ...operands)).toBeClose(definition(equation, operands), 1e-5);
      });
    },
  );

  it("leaves its operands alone and nothing behind", async () => {
    const [a, b] = [operand("bij"), operand("bjk")];
    for (const equation of ["bij,bjk->bik", "bij,bjk->ki"]) await expectNoLeak(() => einsum(equation, a, b).dispose());
    await expectNoLeak(() => einsum("bij->bij", a).dispose());
    expect(a).toBeClose(weights(size("bij")));
    a.dispose();
    b.dispose();
  });
});

it("einsum says which equation it cannot do", () => {
  tidy(() => {
    const [a, b] = [operand("ij"), operand("jk")];
    expect(() => einsum("ii->i", a)).toThrowSurenet("E_UNSUPPORTED", /distinct letters.*ii->i/);
    expect(() => einsum("ij,jk,ij->k", a, b, a)).toThrowSurenet("E_UNSUPPORTED", /one or two terms/);
    expect(() => einsum("ij,ik->jk", a, b)).toThrowSurenet("E_SHAPE", /axes ik/);
  });
});
