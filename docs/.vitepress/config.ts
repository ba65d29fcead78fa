import { defineConfig } from "vitepress";
import { pageOf, siteLinks } from "./site-links.ts";
import { sidebar } from "./sidebar.ts";

/** The site of docs/, the READMEs and the API: `npm run docs`, `npm run docs:build -- --base /surenet/`. */
export default defineConfig({
  title: "surenet",
  description: "Networks you can be sure of, in TypeScript",
  srcDir: "..",
  srcExclude: ["README.md", ".*/**", "{apps,packages}/*/*/**", "tools/**", "**/CHANGELOG.md"],
  rewrites: pageOf,
  outDir: "dist/site",
  cacheDir: "../.cache/docs",
  markdown: { config: siteLinks },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Guides", link: "/lipschitz" },
      { text: "Engines", link: "/engines" },
      { text: "Errors", link: "/errors" },
      { text: "API", link: "/api/" },
    ],
    sidebar,
  },
});
