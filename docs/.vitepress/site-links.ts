import { existsSync } from "node:fs";
import path from "node:path";
import type { MarkdownOptions } from "vitepress";

const root = path.resolve(import.meta.dirname, "../..");
const repository = "https://github.com/surenet/surenet/tree/main";

/** Where a file of the repository stands in the site: `docs/start.md` at `start.md`, `packages/nn/README.md` at `packages/nn/index.md`. */
export function pageOf(file: string): string {
  return file
    .replace(/^docs\//, "")
    .replace(/README\.md$/, "index.md")
    .replace("CONTRIBUTING.md", "contributing.md");
}

/**
 * Links are written as they work among the files of the repository. In the site a link to a page leads to the page, and one to any other
 * file to the repository. What does not exist is left alone, and fails the build as a dead link.
 */
export const siteLinks: NonNullable<MarkdownOptions["config"]> = (md) => {
  md.core.ruler.push("site-links", ({ tokens, env }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === "link_open" ? token.attrGet("href") : null;
      if (href !== null && !/^(#|\/|[a-z]+:)/.test(href)) token.attrSet("href", target(href, env.realPath ?? env.path));
    }
  });
};

function target(href: string, from: string): string {
  const [file = "", anchor] = href.split("#");
  const absolute = path.resolve(path.dirname(from), decodeURI(file));
  const readme = path.join(absolute, "README.md");
  const inRepository = path.relative(root, existsSync(readme) ? readme : absolute);
  const hash = anchor === undefined ? "" : `#${anchor}`;
  if (inRepository === "README.md") return `/${hash}`;
  if (inRepository.endsWith(".md")) return `/${pageOf(inRepository)}${hash}`;
  return existsSync(absolute) ? `${repository}/${inRepository}${hash}` : href;
}
