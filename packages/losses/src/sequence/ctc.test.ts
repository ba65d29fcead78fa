import { type Tensor, slice, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { gradientError, testLoss, weights } from "@surenet/testing";
import { ctcLoss, ctcLossWithForwardProbs } from "./ctc.ts";

const [TIMES, SYMBOLS] = [4, 3];
const logits = (): Tensor => tensor(weights(TIMES * SYMBOLS), [1, TIMES, SYMBOLS]);

/** The probability of the labels by trying every path through time. */
function bruteForce(values: readonly number[], labels: readonly number[], blank = 0): number {
  const p = Array.from({ length: TIMES }, (_, t) => {
    const row = values.slice(t * SYMBOLS, (t + 1) * SYMBOLS).map(Math.exp);
    const total = row.reduce((a, b) => a + b, 0);
    return row.map((value) => value / total);
  });
  let sum = 0;
  for (let path = 0; path < SYMBOLS ** TIMES; path++) {
    const symbols = Array.from({ length: TIMES }, (_, t) => Math.floor(path / SYMBOLS ** t) % SYMBOLS);
    const collapsed = symbols.filter((s, t) => s !== blank && s !== symbols[t - 1]);
    if (collapsed.join() === labels.join()) sum += symbols.reduce((product, s, t) => product * (p[t]?.[s] ?? 0), 1);
  }
  return sum;
}

testLoss({
  name: "ctcLoss",
  loss: (x, y) => ctcLoss({ logits: x, labels: y }),
  input: logits,
  target: () => tensor([[1, 2]], [1, 2], "int32"),
  value: [-Math.log(bruteForce(Array.from(weights(TIMES * SYMBOLS)), [1, 2]))],
});

it.each([[[1]], [[1, 1]], [[2, 1, 2]], [[1, 2]]])("agrees with the enumeration of all paths for labels %j", (labels) => {
  tidy(() => {
    const want = -Math.log(bruteForce(Array.from(logits().dataSync()), labels));
    expect(ctcLoss({ logits: logits(), labels: tensor([labels], [1, labels.length], "int32") })).toBeClose([want], 1e-5);
  });
});

it("knows where sequences and labels end", () => {
  tidy(() => {
    const padded = { logits: logits(), labels: tensor([[1, 2, 0]], [1, 3], "int32"), labelPaddings: tensor([[0, 0, 1]]) };
    const plain = { logits: logits(), labels: tensor([[1, 2]], [1, 2], "int32") };
    expect(ctcLoss(padded)).toBeClose(ctcLoss(plain), 1e-6);
    const half = { ...plain, logitPaddings: tensor([[0, 0, 0, 1]]) };
    const cut = ctcLoss({ ...plain, logits: slice(logits(), [0, 0, 0], [1, 3, SYMBOLS]) });
    expect(ctcLoss(half)).toBeClose(cut, 1e-6);
  });
});

it("is nearly impossible when there is no time for the labels", () => {
  tidy(() => {
    const loss = ctcLoss({ logits: zeros([1, 1, 3]), labels: tensor([[1, 2]], [1, 2], "int32") }).dataSync()[0];
    expect(loss).toBeGreaterThan(9e4);
    expect(loss).toBeLessThan(Infinity);
  });
});

it("has a right gradient through its forward variables", () => {
  tidy(() => {
    const labels = tensor([[1, 2]], [1, 2], "int32");
    expect(gradientError((x) => slice(ctcLossWithForwardProbs({ logits: x, labels }).logAlphaNonblank, [2], [2]), [logits()])).toBeLessThan(
      5e-3,
    );
  });
});

it("refuses what does not fit", () => {
  tidy(() => {
    const labels = tensor([[1, 2]], [1, 2], "int32");
    expect(() => ctcLoss({ logits: zeros([4, 3]), labels })).toThrowSurenet("E_SHAPE", /\[B, T, K\]/);
    expect(() => ctcLoss({ logits: zeros([2, 4, 3]), labels })).toThrowSurenet("E_SHAPE", /labels/);
    expect(() => ctcLoss({ logits: zeros([1, 4, 3]), labels, logitPaddings: zeros([1, 3]) })).toThrowSurenet("E_SHAPE", /logitPaddings/);
    expect(() => ctcLoss({ logits: zeros([1, 4, 2]), labels })).toThrowSurenet("E_VALUE", /target 1 is not a class/);
    expect(() => ctcLoss({ logits: zeros([1, 4, 3]), labels }, { blankId: 3 })).toThrowSurenet("E_OPTION", /blankId/);
  });
});
