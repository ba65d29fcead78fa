// npm run docs:engines
// Measures every engine and writes docs/engines.md.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { differentiableOps } from "@surenet/tensor-backend";
import { measureAll } from "./measure-all.ts";
import { formattedPage } from "./page.ts";

writeFileSync(path.resolve(import.meta.dirname, "../../docs/engines.md"), await formattedPage(differentiableOps(), measureAll()));
console.log("wrote docs/engines.md");
