import { Refusal } from "./refusal.ts";

/** The SHA-256 of bytes in hexadecimal, by WebCrypto: in Node, in workers, and in pages that are served securely. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) throw new Refusal("sha256", "no WebCrypto here: serve the page over https");
  const digest = new Uint8Array(await subtle.digest("SHA-256", Uint8Array.from(bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
