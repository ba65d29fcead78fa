import { type Tensor, type backend_util, mul, tensor } from "@tensorflow/tfjs-core";

/** The share of every window that lies inside the image: `[1, outHeight, outWidth, 1]`. */
export function shareInside(info: backend_util.Conv2DInfo): Tensor {
  const rows = shares(info.outHeight, info.strideHeight, info.filterHeight, info.padInfo.top, info.inHeight);
  const columns = shares(info.outWidth, info.strideWidth, info.filterWidth, info.padInfo.left, info.inWidth);
  return mul(tensor(rows, [1, rows.length, 1, 1]), tensor(columns, [1, 1, columns.length, 1]));
}

function shares(count: number, stride: number, filter: number, before: number, size: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const start = i * stride - before;
    return (Math.min(start + filter, size) - Math.max(start, 0)) / filter;
  });
}
