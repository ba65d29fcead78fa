import { type Tensor, add, cast, concat, equal, exp, log, matMul, maximum, mul, neg, oneHot, pad, reshape, slice, stack, sub, sum, tidy, transpose, unstack, zeros } from "@tensorflow/tfjs-core"; // prettier-ignore
import { checkOptions, invalidOption, logSoftmax, shapeMismatch, stopGradient } from "@surenet/tensor-backend";
import { checkIndices } from "../classification/check-indices.ts";
import { HeldOptions } from "../reduction/held-options.ts";

/** One batch of sequences and their labels. */
export interface CtcSequences {
  /** `[B, T, K]`: scores of the K symbols, the blank among them, at each time. */
  readonly logits: Tensor;
  /** `[B, T]`: 1 where a sequence has ended, 0 before; all sequences of full length when omitted. */
  readonly logitPaddings?: Tensor | undefined;
  /** int32 `[B, N]`. */
  readonly labels: Tensor;
  /** `[B, N]`: 1 behind the last label. */
  readonly labelPaddings?: Tensor | undefined;
}

export interface CtcOptions {
  readonly blankId?: number;
  /** Stands for log 0; finite, so that sums of it stay finite. */
  readonly logEpsilon?: number;
}

export interface CtcForward {
  /** `[B]`: `-log p(labels | logits)`. */
  readonly loss: Tensor;
  /** `[T, B, N + 1]`: log probability of being at a blank after the first n labels, at each time. */
  readonly logAlphaBlank: Tensor;
  /** `[T, B, N]`: the same at the n-th label. */
  readonly logAlphaNonblank: Tensor;
}

/**
 * Connectionist temporal classification: the negative log probability of the labels, summed over all their alignments with time.
 *
 * The forward recursion over blanks φ and labels ε in log space: `ε_n ← p(l_n) (φ_n + ε_n)`, `φ_n ← p(blank) (φ_n + ε_{n-1})`, where a label may follow
 * another at once unless they are equal. A sequence too short for its labels has a loss near `-logEpsilon`. T steps of a dozen operations, no
 * number is read on the way, and both derivatives are right.
 *
 * @returns `[B]`, owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`; `E_VALUE` for a label that is no symbol
 * @example
 * // T = 1, one label: only the alignment "a" remains, so the loss is -log softmax(logits)_a
 * ctcLoss({ logits: tensor([[[0, 0]]]), labels: tensor([[1]], [1, 1], "int32") }) // [log 2]
 * @see Graves, Fernández, Gomez & Schmidhuber 2006
 */
export function ctcLoss(sequences: CtcSequences, options: CtcOptions = {}): Tensor {
  return tidy(() => ctcLossWithForwardProbs(sequences, options).loss);
}

/** {@link ctcLoss} together with the forward variables. */
export function ctcLossWithForwardProbs(sequences: CtcSequences, options: CtcOptions = {}): CtcForward {
  checkOptions("ctcLoss", options, ["blankId", "logEpsilon"]);
  const { blankId = 0, logEpsilon = -1e5 } = options;
  checkSequences(sequences, blankId);
  const { logits, logitPaddings, labels, labelPaddings } = sequences;
  const [batch = 0, times = 0, symbols = 0] = logits.shape;
  const count = labels.shape[1] ?? 0;
  if (!(logEpsilon < -1e3))
    throw invalidOption({ where: "ctcLoss", option: "logEpsilon", got: logEpsilon, expected: "a number below -1000" });

  return tidy((): CtcForward & Record<string, Tensor> => {
    const logP = logSoftmax(logits);
    const hot = cast(oneHot(cast(labels, "int32"), symbols), "float32");
    const emitted = unstack(transpose(matMul(logP, hot, false, true), [1, 0, 2])); // T × [B, N]
    const blanks = unstack(transpose(slice(logP, [0, 0, blankId], [batch, times, 1]), [1, 0, 2])); // T × [B, 1]
    const ended = logitPaddings === undefined ? undefined : unstack(transpose(logitPaddings)); // T × [B]
    const repeated = repeats(labels); // [B, N]: 1 where the next label is the same
    const never = mul(repeated, logEpsilon);
    const onlyThen = mul(sub(1, repeated), logEpsilon);

    let blank: Tensor = pad(zeros([batch, 1]), [[0, 0], [0, count]], logEpsilon); // prettier-ignore
    let label: Tensor = add(zeros([batch, count]), logEpsilon);
    const [blankSteps, labelSteps]: [Tensor[], Tensor[]] = [[], []];
    for (let t = 0; t < times; t++) {
      const [pBlank, pLabel] = [blanks[t] ?? blank, emitted[t] ?? label];
      const before = enter(blank, add(label, never)); // from a label to the next without a blank between, unless they are equal
      const nextLabel = add(logAddExp(slice(before, [0, 0], [batch, count]), label), pLabel);
      const nextBlank = enter(add(before, pBlank), add(add(label, pBlank), onlyThen));
      const stop = ended?.[t];
      [blank, label] = stop === undefined ? [nextBlank, nextLabel] : [choose(stop, blank, nextBlank), choose(stop, label, nextLabel)];
      blankSteps.push(blank);
      labelSteps.push(label);
    }
    const last = enter(blank, label);
    const lengths = labelPaddings === undefined ? add(zeros([batch]), count) : sub(count, sum(labelPaddings, 1));
    const loss = neg(sum(mul(last, cast(oneHot(cast(lengths, "int32"), count + 1), "float32")), 1));
    return { loss, logAlphaBlank: stack([...blankSteps.slice(0, -1), last]), logAlphaNonblank: stack(labelSteps) };
  });
}

/** Blank scores after paths from labels have joined: the first blank has no label before it. */
function enter(blank: Tensor, fromLabel: Tensor): Tensor {
  const [batch = 0, states = 1] = blank.shape;
  return concat([slice(blank, [0, 0], [batch, 1]), logAddExp(slice(blank, [0, 1], [batch, states - 1]), fromLabel)], 1);
}

/** `log(e^a + e^b)`; the shift is a constant of the gradient, which leaves every derivative exact. */
function logAddExp(a: Tensor, b: Tensor): Tensor {
  const shift = stopGradient(maximum(a, b));
  return add(shift, log(add(exp(sub(a, shift)), exp(sub(b, shift)))));
}

function choose(stop: Tensor, kept: Tensor, next: Tensor): Tensor {
  const column = reshape(stop, [-1, 1]);
  return add(mul(column, kept), mul(sub(1, column), next));
}

function repeats(labels: Tensor): Tensor {
  const [batch = 0, count = 0] = labels.shape;
  if (count < 2) return zeros([batch, count]);
  const same = equal(slice(labels, [0, 0], [batch, count - 1]), slice(labels, [0, 1], [batch, count - 1]));
  return pad(cast(same, "float32"), [[0, 0], [0, 1]]); // prettier-ignore
}

function checkSequences({ logits, logitPaddings, labels, labelPaddings }: CtcSequences, blankId: number): void {
  const [batch = 0, times = 0, symbols = 0] = logits.shape;
  if (logits.rank !== 3)
    throw shapeMismatch({ where: "ctcLoss", problem: "the logits are no batch of sequences", expected: "[B, T, K]", got: logits.shape });
  if (labels.rank !== 2 || labels.shape[0] !== batch)
    throw shapeMismatch({ where: "ctcLoss", problem: "the labels do not fit", expected: `[${batch}, N]`, got: labels.shape });
  for (const [name, padding, like] of [
    ["logitPaddings", logitPaddings, [batch, times]],
    ["labelPaddings", labelPaddings, labels.shape],
  ] as const) {
    if (padding !== undefined && padding.shape.join() !== like.join()) {
      throw shapeMismatch({ where: "ctcLoss", problem: `${name} do not fit`, expected: `[${like.join(", ")}]`, got: padding.shape });
    }
  }
  if (!(Number.isInteger(blankId) && blankId >= 0 && blankId < symbols)) {
    throw invalidOption({ where: "ctcLoss", option: "blankId", got: blankId, expected: `a symbol from 0 to ${symbols - 1}` });
  }
  checkIndices("ctcLoss", labels, symbols);
}

/** {@link ctcLoss} with its options held. */
export class CTCLoss extends HeldOptions<CtcOptions> {
  constructor(options: CtcOptions = {}) {
    super("CTCLoss", options, ["blankId", "logEpsilon"]);
  }

  forward(sequences: CtcSequences): Tensor {
    return ctcLoss(sequences, this.options);
  }
}
