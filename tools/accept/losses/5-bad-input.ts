import { type Tensor, grad, memory, mul, ones, reshape, sum, tensor1d, zeros } from "@tensorflow/tfjs-core";
import * as losses from "@surenet/losses";
import { type ErrorCode, initBackend, SurenetError } from "@surenet/tensor-backend";
import type { Acceptance } from "../acceptance.ts";

interface Refusal {
  readonly what: string;
  readonly call: () => Tensor;
  readonly code: ErrorCode;
  /** What the message has to name. */
  readonly names: RegExp;
}

/** Wrong calls of the package: each must be a typed error that says what was given, and leave nothing behind. */
export const lossRefusals: Acceptance = {
  id: "losses/5",
  about: "bad shapes, types, indices, weights and options are typed errors, and nothing leaks",
  async run(report) {
    await initBackend({ prefer: ["wasm"] });
    const one = ones([1]);
    const slope = (x: Tensor, call: () => Tensor): Tensor => grad((a: Tensor) => sum(mul(a, call())))(x);
    for (const { what, call, code, names } of refusals()) {
      for (const [how, attempt] of [
        ["", call],
        [" inside a gradient", () => slope(one, call)],
      ] as const) {
        const before = memory().numTensors;
        let error: unknown = "no error";
        try {
          attempt();
        } catch (thrown) {
          error = thrown;
        }
        const left = memory().numTensors - before;
        const isRight = error instanceof SurenetError && error.code === code && names.test(error.message) && left <= 0;
        if (how === "" || !isRight)
          report.check(
            what + how,
            isRight,
            `${left > 0 ? `${left} tensors left; ` : ""}${error instanceof Error ? error.message : String(error)}`,
          );
      }
    }
  },
};

function refusals(): Refusal[] {
  const [x, y] = [zeros([2, 3]), tensor1d([0, 1], "int32")];
  const { crossEntropy } = losses;
  const elementwise = ["l1Loss", "mseLoss", "msleLoss", "l2Loss", "huberLoss", "smoothL1Loss", "logCoshLoss", "bceLoss", "bceWithLogits", "focalLoss", "klDivLoss", "poissonNllLoss", "softMarginLoss"] as const; // prettier-ignore
  const [turned, square, two, sequence] = [zeros([3, 2]), ones([3, 3]), ones([2]), zeros([1, 2, 3])];
  const [three, beyond, negative, stranger] = [[0, 1, 2], [0, 3], [-1, 0], [7]].map((indices) => tensor1d(indices, "int32")) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const strangers = reshape(stranger, [1, 1]);
  return [
    ...elementwise.map((name): Refusal => ({ what: `${name} of two shapes`, call: () => losses[name](x, turned), code: "E_SHAPE", names: /\[2, 3\].*\[3, 2\]|\[3, 2\].*\[2, 3\]/ })), // prettier-ignore
    ...elementwise.map((name): Refusal => ({ what: `${name} with a misspelt reduction`, call: () => losses[name](x, x, { reduction: "maen" as "mean" }), code: "E_OPTION", names: /maen.*"mean"/ })), // prettier-ignore
    ...elementwise.map((name): Refusal => ({ what: `${name} with an unknown option`, call: () => losses[name](x, x, { reductoin: "sum" } as object), code: "E_OPTION", names: /reductoin.*reduction/ })), // prettier-ignore
    {
      what: "crossEntropy, targets of another length",
      call: () => crossEntropy(x, three),
      code: "E_SHAPE",
      names: /\[2, 3\].*\[3\]/,
    },
    {
      what: "crossEntropy, an index beyond the classes",
      call: () => crossEntropy(x, beyond),
      code: "E_VALUE",
      names: /target 1 .*0 to 2.*got 3/,
    },
    {
      what: "crossEntropy, a negative index",
      call: () => crossEntropy(x, negative),
      code: "E_VALUE",
      names: /target 0 .*got -1/,
    },
    {
      what: "crossEntropy, weights of another length",
      call: () => crossEntropy(x, y, { weight: two }),
      code: "E_SHAPE",
      names: /\[3\].*\[2\]/,
    },
    {
      what: "crossEntropy, smoothing NaN",
      call: () => crossEntropy(x, y, { labelSmoothing: NaN }),
      code: "E_OPTION",
      names: /labelSmoothing.*NaN/,
    },
    {
      what: "crossEntropy, smoothing 2",
      call: () => crossEntropy(x, y, { labelSmoothing: 2 }),
      code: "E_OPTION",
      names: /labelSmoothing.*2/,
    },
    { what: "crossEntropy, float indices", call: () => crossEntropy(x, two), code: "E_DTYPE", names: /float32/ },
    {
      what: "nllLoss, an index beyond the classes",
      call: () => losses.nllLoss(x, beyond),
      code: "E_VALUE",
      names: /got 3/,
    },
    { what: "huberLoss, delta NaN", call: () => losses.huberLoss(x, x, { delta: NaN }), code: "E_OPTION", names: /delta.*NaN/ },
    { what: "focalLoss, gamma NaN", call: () => losses.focalLoss(x, x, { gamma: NaN }), code: "E_OPTION", names: /gamma.*NaN/ },
    { what: "polyLoss, epsilon NaN", call: () => losses.polyLoss(x, y, { epsilon: NaN }), code: "E_OPTION", names: /epsilon.*NaN/ },
    { what: "quantileLoss, quantile 1", call: () => losses.quantileLoss(x, x, { quantile: 1 }), code: "E_OPTION", names: /quantile.*1/ },
    {
      what: "multiMarginLoss, an index beyond the classes",
      call: () => losses.multiMarginLoss(x, beyond),
      code: "E_VALUE",
      names: /got 3/,
    },
    {
      what: "ctcLoss, a label that is no symbol",
      call: () => losses.ctcLoss({ logits: sequence, labels: strangers }),
      code: "E_VALUE",
      names: /got 7/,
    },
    {
      what: "ctcLoss, logits of rank 2",
      call: () => losses.ctcLoss({ logits: x, labels: x }),
      code: "E_SHAPE",
      names: /\[B, T, K\].*\[2, 3\]/,
    },
    { what: "boxIouLoss, boxes of three numbers", call: () => losses.boxIouLoss(x, x), code: "E_SHAPE", names: /\[N, 4\].*\[2, 3\]/ },
    {
      what: "ntXentLoss, unequal batches",
      call: () => losses.ntXentLoss([x, square]),
      code: "E_SHAPE",
      names: /\[2, 3\].*\[3, 3\]|\[3, 3\].*\[2, 3\]/,
    },
  ];
}
