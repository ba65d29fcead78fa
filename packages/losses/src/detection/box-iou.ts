import { type Tensor, add, atan, div, maximum, minimum, mul, relu, square, squeeze, split, sub, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, shapeMismatch, stopGradient } from "@surenet/tensor-backend";
import { checkReduction, reduce, type Reduction } from "../reduction/reduction.ts";
import { HeldOptions } from "../reduction/held-options.ts";

/** Which overlap: plain, penalised by the empty part of the hull (generalised), or by distance and shape (complete). */
export type BoxOverlap = "iou" | "giou" | "ciou";

export interface BoxIouOptions {
  readonly kind?: BoxOverlap;
  readonly reduction?: Reduction;
}

const TINY = 1e-7; // keeps the division of empty boxes finite

/**
 * One minus the overlap of boxes `(x1, y1, x2, y2)`.
 *
 * `IoU = |A ∩ B| / |A ∪ B|`; GIoU subtracts `|hull \\ (A ∪ B)| / |hull|`; CIoU subtracts `ρ² / c² + α v`, with ρ the distance of the centres, c the
 * diagonal of the hull, `v = 4/π² (atan(w_t/h_t) - atan(w/h))²` and `α = v / (1 - IoU + v)`, a constant of the gradient.
 *
 * @param input `[N, 4]` with x1 <= x2 and y1 <= y2, borrowed
 * @param target the same shape
 * @returns a scalar, or `[N]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example boxIouLoss(tensor([[0, 0, 2, 2]]), tensor([[1, 0, 3, 2]]), { kind: "iou" }) // 1 - 2/6
 * @see Rezatofighi et al. 2019 (GIoU); Zheng et al. 2020 (CIoU)
 */
export function boxIouLoss(input: Tensor, target: Tensor, options: BoxIouOptions = {}): Tensor {
  checkOptions("boxIouLoss", options, ["kind", "reduction"]);
  const { kind = "giou", reduction = "mean" } = options;
  checkReduction("boxIouLoss", reduction);
  if (!["iou", "giou", "ciou"].includes(kind))
    throw invalidOption({ where: "boxIouLoss", option: "kind", got: kind, expected: "iou, giou or ciou" });
  if (input.rank !== 2 || input.shape[1] !== 4 || input.shape.join() !== target.shape.join()) {
    throw shapeMismatch({ where: "boxIouLoss", expected: "boxes [N, 4]", got: [input.shape, target.shape] });
  }
  return tidy(() => {
    const [a, b] = [corners(input), corners(target)];
    const overlap = mul(relu(sub(minimum(a.x2, b.x2), maximum(a.x1, b.x1))), relu(sub(minimum(a.y2, b.y2), maximum(a.y1, b.y1))));
    const union = sub(add(area(a), area(b)), overlap);
    const iou = div(overlap, add(union, TINY));
    return reduce(add(sub(1, iou), penalty(kind, a, b, { iou, union })), reduction);
  });
}

interface Corners {
  readonly x1: Tensor;
  readonly y1: Tensor;
  readonly x2: Tensor;
  readonly y2: Tensor;
}

function penalty(kind: BoxOverlap, a: Corners, b: Corners, { iou, union }: { iou: Tensor; union: Tensor }): Tensor {
  const width = sub(maximum(a.x2, b.x2), minimum(a.x1, b.x1));
  const height = sub(maximum(a.y2, b.y2), minimum(a.y1, b.y1));
  if (kind === "iou") return mul(width, 0);
  if (kind === "giou") {
    const hull = mul(width, height);
    return div(sub(hull, union), add(hull, TINY));
  }
  const centres = mul(add(square(sub(add(a.x1, a.x2), add(b.x1, b.x2))), square(sub(add(a.y1, a.y2), add(b.y1, b.y2)))), 0.25);
  const shape = mul(square(sub(slant(b), slant(a))), 4 / Math.PI ** 2);
  const alpha = stopGradient(div(shape, add(add(sub(1, iou), shape), TINY)));
  return add(div(centres, add(add(square(width), square(height)), TINY)), mul(alpha, shape));
}

function corners(boxes: Tensor): Corners {
  const [x1, y1, x2, y2] = split(boxes, 4, 1).map((side) => squeeze(side, [1])) as [Tensor, Tensor, Tensor, Tensor];
  return { x1, y1, x2, y2 };
}

function area({ x1, y1, x2, y2 }: Corners): Tensor {
  return mul(sub(x2, x1), sub(y2, y1));
}

function slant({ x1, y1, x2, y2 }: Corners): Tensor {
  return atan(div(sub(x2, x1), add(sub(y2, y1), TINY)));
}

/** {@link boxIouLoss} with its options held. */
export class BoxIoULoss extends HeldOptions<BoxIouOptions> {
  constructor(options: BoxIouOptions = {}) {
    super("BoxIoULoss", options, ["kind", "reduction"]);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return boxIouLoss(input, target, this.options);
  }
}
