import type { SurenetError } from "@surenet/tensor-backend";
import { expect } from "vitest";

/** Every proper beginning of a file must be refused as `E_FILE`, naming the file. */
export function expectNoTruncationRead(bytes: Uint8Array, read: (bytes: Uint8Array) => unknown, name: string): void {
  for (let length = 0; length < bytes.length; length++) {
    const outcome = outcomeOf(() => read(bytes.slice(0, length)));
    expect(outcome, `the first ${length} of ${bytes.length} bytes`).toMatchObject({ code: "E_FILE" });
    expect((outcome as SurenetError).message).toContain(name);
  }
}

/** With one byte changed in four ways, a file is refused as `E_FILE` or still reads as `want`; without `want` any content will do. */
export function expectNoFlipMisread(bytes: Uint8Array, read: (bytes: Uint8Array) => unknown, want?: unknown): void {
  for (let at = 0; at < bytes.length; at++) {
    for (const flip of [0x01, 0x10, 0x80, 0xff]) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ flip;
      const outcome = outcomeOf(() => read(damaged));
      if (outcome instanceof Error) expect(outcome, `byte ${at} xor ${flip}`).toMatchObject({ code: "E_FILE" });
      else if (want !== undefined) expect(outcome, `byte ${at} xor ${flip}`).toEqual(want);
    }
  }
}

function outcomeOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}
