import type { NamedFile } from "@surenet/data";

/** Whether a file is a part of a model, as `surenet train` and this page write it. */
export function isModelFile({ name }: Pick<NamedFile, "name">): boolean {
  return /\.(json|safetensors)$/i.test(name);
}

/** Whether files are about images or points, by a first look; what is wrong with them is said by who reads them. */
export function areImages(files: readonly NamedFile[]): boolean {
  const json = files.find(({ name }) => /\.json$/i.test(name));
  return json === undefined ? files.some(looksLikeIdx) : (featureAxes(json) ?? 1) > 1;
}

function looksLikeIdx({ name, bytes }: NamedFile): boolean {
  return /idx\d|ubyte/i.test(name) || (bytes.length > 4 && bytes[0] === 0 && bytes[1] === 0);
}

/** The axes of a sample of a model. */
function featureAxes({ bytes }: NamedFile): number | undefined {
  try {
    const file = JSON.parse(new TextDecoder().decode(bytes)) as { readonly metadata?: { readonly inputShape?: unknown } } | null;
    const shape = file?.metadata?.inputShape;
    return Array.isArray(shape) ? shape.length : undefined;
  } catch {
    return undefined;
  }
}
