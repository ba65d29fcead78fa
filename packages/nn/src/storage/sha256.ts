import { unsupported } from "@surenet/tensor-backend";

/** The SHA-256 of bytes in hexadecimal, by WebCrypto. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  // Browsers hide WebCrypto from pages that are not served securely.
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) {
    throw unsupported({ where: "sha256", problem: "there is no WebCrypto on this page", fix: "Serve it over https, or from localhost." });
  }
  const digest = new Uint8Array(await subtle.digest("SHA-256", Uint8Array.from(bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
