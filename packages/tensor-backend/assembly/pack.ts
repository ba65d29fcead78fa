import { bytes } from "./lanes";

/**
 * `panel[k·width + lane] = source[k·alongDepth + lane·alongLane]`, zero for the lanes from `lanes` to `width`: the order in which a tile reads.
 *
 * Strides in bytes; `width` is 4, 6 or 8.
 */
export function pack(panel: usize, source: usize, alongDepth: usize, alongLane: usize, depth: i32, lanes: i32, width: i32): void {
  if (lanes == width && alongLane == 4) packRows(panel, source, alongDepth, depth, width);
  else if (lanes == width && alongDepth == 4) packColumns(panel, source, alongLane, depth, width);
  else packSingly(panel, source, alongDepth, alongLane, depth, lanes, width);
}

/** Lanes lie side by side: copies. */
function packRows(panel: usize, source: usize, alongDepth: usize, depth: i32, width: i32): void {
  const end = panel + bytes(depth * width);
  if (width == 8) {
    for (; panel < end; panel += 32, source += alongDepth) {
      v128.store(panel, v128.load(source));
      v128.store(panel, v128.load(source, 16), 16);
    }
  } else if (width == 6) {
    for (; panel < end; panel += 24, source += alongDepth) {
      v128.store(panel, v128.load(source));
      i64.store(panel, i64.load(source, 16), 16);
    }
  } else {
    for (; panel < end; panel += 16, source += alongDepth) v128.store(panel, v128.load(source));
  }
}

/** Each lane runs along memory: transposes, four lanes at a time and then the two that a width of six leaves. */
function packColumns(panel: usize, source: usize, alongLane: usize, depth: i32, width: i32): void {
  let lane = 0;
  for (; lane + 4 <= width; lane += 4) transposeFour(panel + bytes(lane), source + <usize>lane * alongLane, alongLane, depth, bytes(width));
  if (lane < width) transposeTwo(panel + bytes(lane), source + <usize>lane * alongLane, alongLane, depth, bytes(width));
}

function transposeFour(to: usize, s0: usize, alongLane: usize, depth: i32, step: usize): void {
  let s1 = s0 + alongLane, s2 = s1 + alongLane, s3 = s2 + alongLane;
  for (; depth >= 4; depth -= 4, s0 += 16, s1 += 16, s2 += 16, s3 += 16) {
    const a = v128.load(s0), b = v128.load(s1), c = v128.load(s2), d = v128.load(s3);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(ab, cd, 0, 2));
    v128.store((to += step), v128.shuffle<f64>(ab, cd, 1, 3));
    v128.store((to += step), v128.shuffle<f64>(ef, gh, 0, 2));
    v128.store((to += step), v128.shuffle<f64>(ef, gh, 1, 3));
    to += step;
  }
  for (; depth > 0; depth--, to += step, s0 += 4, s1 += 4, s2 += 4, s3 += 4) {
    f32.store(to, f32.load(s0));
    f32.store(to, f32.load(s1), 4);
    f32.store(to, f32.load(s2), 8);
    f32.store(to, f32.load(s3), 12);
  }
}

function transposeTwo(to: usize, s0: usize, alongLane: usize, depth: i32, step: usize): void {
  let s1 = s0 + alongLane;
  for (; depth >= 4; depth -= 4, s0 += 16, s1 += 16) {
    const a = v128.load(s0), b = v128.load(s1);
    const low = v128.shuffle<f32>(a, b, 0, 4, 1, 5), high = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    v128.store64_lane(to, low, 0);
    v128.store64_lane((to += step), low, 1);
    v128.store64_lane((to += step), high, 0);
    v128.store64_lane((to += step), high, 1);
    to += step;
  }
  for (; depth > 0; depth--, to += step, s0 += 4, s1 += 4) {
    f32.store(to, f32.load(s0));
    f32.store(to, f32.load(s1), 4);
  }
}

/** Any strides, and the panel at the edge of a matrix. */
function packSingly(panel: usize, source: usize, alongDepth: usize, alongLane: usize, depth: i32, lanes: i32, width: i32): void {
  for (; depth > 0; depth--, source += alongDepth) {
    let from = source;
    for (let lane = 0; lane < width; lane++, panel += 4, from += alongLane) f32.store(panel, lane < lanes ? f32.load(from) : 0);
  }
}
