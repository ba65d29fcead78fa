/**
 * Words in lines of at most `width` characters, unless a word is longer; lines after the first begin with `indent` spaces.
 *
 * @example wrap("one two three", { width: 8, indent: 2 }) // "one two\n  three"
 */
export function wrap(text: string, { width, indent }: { readonly width: number; readonly indent: number }): string {
  const [first = "", ...rest] = text.split(" ");
  const lines = [first];
  for (const word of rest) {
    const line = lines.at(-1) ?? "";
    if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(" ".repeat(indent) + word);
  }
  return lines.join("\n");
}
