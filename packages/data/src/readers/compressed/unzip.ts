import { unreadable } from "../unreadable.ts";
import { checked, inflate } from "./inflate.ts";

const END = 0x06054b50; // "PK" 5 6: the end record, 22 bytes and a comment
const CENTRAL = 0x02014b50; // "PK" 1 2: an entry of the directory, 46 bytes, name, extra, comment
const LOCAL = 0x04034b50; // "PK" 3 4: before an entry's data, 30 bytes, name, extra
const ENCRYPTED = 1;
const ZIP64 = 0xffffffff; // stands where the true number needs 64 bits

/** Whether bytes begin as a zip file does (an empty archive begins with its end record). */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6));
}

/** An entry of a zip file; `read` unpacks it and checks its length and checksum. */
export interface ZipEntry {
  readonly path: string;
  readonly read: () => Uint8Array;
}

/**
 * The entries of a zip file by its directory: stored or deflated, below 4 GiB, not encrypted.
 *
 * @throws SurenetError `E_FILE` when the directory is damaged or the file is cut short; `read` throws it for a damaged entry
 * @example unzip(bytes, { name: "digits.npz" }).map(({ path }) => path) // ["x.npy", "y.npy"]
 */
export function unzip(bytes: Uint8Array, { name }: { readonly name: string }): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endRecord(view, name);
  const [count, length, start] = [view.getUint16(end + 10, true), view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  if (start === ZIP64) throw unreadable(name, "archives of 4 GiB and more are not read");
  if (start + length !== end) {
    throw unreadable(name, "the zip directory is damaged", {
      at: `byte ${end}`,
      expected: `a directory that ends here`,
      got: start + length,
    });
  }
  const entries: ZipEntry[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const entry = centralEntry(view, at, { name, end });
    entries.push({ path: entry.path, read: () => content(bytes, entry, { name, end: start }) });
    at = entry.next;
  }
  if (at !== end)
    throw unreadable(name, "the zip directory is damaged", { at: `byte ${at}`, expected: `${count} entries up to byte ${end}` });
  return entries;
}

/** The end record stands last; its comment must fill the rest of the file, so that a part of a file is never taken for the whole. */
function endRecord(view: DataView, name: string): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) === END && at + 22 + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw unreadable(name, `the zip file is cut short: its ${view.byteLength} bytes have no end record`, { fix: "Copy the file again." });
}

interface CentralEntry {
  readonly path: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where the local header begins. */
  readonly local: number;
  readonly next: number;
}

function centralEntry(view: DataView, at: number, { name, end }: { name: string; end: number }): CentralEntry {
  const damaged = (): Error => unreadable(name, "the zip directory is damaged", { at: `byte ${at}`, expected: "an entry" });
  if (at + 46 > end || view.getUint32(at, true) !== CENTRAL) throw damaged();
  const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
  const next = at + 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  if (next > end) throw damaged();
  const path = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength));
  const [crc = 0, packed = 0, size = 0, local = 0] = [16, 20, 24, 42].map((offset) => view.getUint32(at + offset, true));
  if ([packed, size, local].includes(ZIP64)) throw unreadable(name, "entries of 4 GiB and more are not read", { at: JSON.stringify(path) });
  if (view.getUint16(at + 8, true) & ENCRYPTED) throw unreadable(name, "the entry is encrypted", { at: JSON.stringify(path) });
  return { path, method: view.getUint16(at + 10, true), crc, packed, size, local, next };
}

function content(bytes: Uint8Array, entry: CentralEntry, { name, end }: { name: string; end: number }): Uint8Array {
  const label = `${name}, entry ${JSON.stringify(entry.path)}`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = entry.local;
  if (header + 30 > end || view.getUint32(header, true) !== LOCAL) {
    throw unreadable(label, "there is no entry where the zip directory says", { at: `byte ${header}` });
  }
  const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  if (start + entry.packed > end) {
    throw unreadable(label, "the entry reaches into the zip directory", {
      expected: `${entry.packed} bytes before byte ${end}`,
      got: end - start,
    });
  }
  const packed = bytes.subarray(start, start + entry.packed);
  if (entry.method === 8) return inflate(packed, { name: label, crc: entry.crc, size: entry.size });
  if (entry.method !== 0)
    throw unreadable(label, "the compression is not known", { expected: "stored (0) or deflated (8)", got: entry.method });
  if (entry.packed !== entry.size)
    throw unreadable(label, "the sizes of a stored entry differ", { expected: `${entry.size} bytes`, got: entry.packed });
  return checked(packed, { name: label, crc: entry.crc });
}
