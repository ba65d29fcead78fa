import { bytes } from "./lanes";
import { pack } from "./pack";
import { TILE_COLUMNS, TILE_ROWS, tile } from "./tile";

// A block of packed A (120 kB) stays in the second-level cache, one of B's panels (8 kB) in the first. DEPTH 128 to 384 is within 5 %.
const ROWS: i32 = 120; // divisible by both tile heights
const COLUMNS: i32 = 1024;
const DEPTH: i32 = 256;

/** Bytes of the scratch memory that {@link gemm} needs: packed A, packed B, one tile. */
export function gemmScratch(): i32 {
  return <i32>bytes(ROWS * DEPTH + COLUMNS * DEPTH + 6 * TILE_COLUMNS);
}

/** `C[m×n] (+)= A[m×k]·B[k×n]`; A and B with any strides, the rows of C `strideC` apart. */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  rowsOfA: i32,
  columnsOfA: i32,
  b: usize,
  rowsOfB: i32,
  columnsOfB: i32,
  c: usize,
  strideC: i32,
  add: bool,
  scratch: usize,
): void {
  const alongRowsA = bytes(rowsOfA),
    alongColumnsA = bytes(columnsOfA),
    alongRowsB = bytes(rowsOfB),
    alongColumnsB = bytes(columnsOfB),
    alongRowsC = bytes(strideC);
  const packedA = scratch,
    packedB = packedA + bytes(ROWS * DEPTH),
    spill = packedB + bytes(COLUMNS * DEPTH);
  if (k == 0 && !add) for (let i = 0; i < m; i++) memory.fill(c + <usize>i * alongRowsC, 0, bytes(n));
  for (let column = 0; column < n; column += COLUMNS) {
    const columns = min(COLUMNS, n - column);
    for (let from = 0; from < k; from += DEPTH) {
      const depth = min(DEPTH, k - from),
        adding = add || from > 0;
      const blockB = b + <usize>from * alongRowsB + <usize>column * alongColumnsB;
      for (let j = 0; j < columns; j += TILE_COLUMNS) {
        pack(packedB + bytes(j * depth), blockB + <usize>j * alongColumnsB, alongRowsB, alongColumnsB, depth, min(TILE_COLUMNS, columns - j), TILE_COLUMNS);
      }
      for (let row = 0; row < m; row += ROWS) {
        const rows = min(ROWS, m - row);
        const blockA = a + <usize>row * alongRowsA + <usize>from * alongColumnsA;
        for (let i = 0; i < rows; i += TILE_ROWS) {
          pack(packedA + bytes(i * depth), blockA + <usize>i * alongRowsA, alongColumnsA, alongRowsA, depth, min(TILE_ROWS, rows - i), TILE_ROWS);
        }
        for (let j = 0; j < columns; j += TILE_COLUMNS) {
          const panelB = packedB + bytes(j * depth), blockC = c + <usize>row * alongRowsC + bytes(column + j);
          for (let i = 0; i < rows; i += TILE_ROWS) {
            tile(
              depth, packedA + bytes(i * depth), panelB, blockC + <usize>i * alongRowsC, alongRowsC,
              min(TILE_ROWS, rows - i), min(TILE_COLUMNS, columns - j), adding, spill,
            );
          }
        }
      }
    }
  }
}
