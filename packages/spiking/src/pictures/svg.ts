/** A picture of the given size, whose content may use a margin of its own. */
export function svg(width: number, height: number, title: string, content: readonly string[]): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`;
  return [
    head,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...content,
    "</svg>",
    "",
  ].join("\n");
}

export function label(x: number, y: number, text: string, anchor: "start" | "middle" | "end" = "start"): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#444">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

export const MARGIN = { left: 48, right: 12, top: 24, bottom: 32 } as const;
