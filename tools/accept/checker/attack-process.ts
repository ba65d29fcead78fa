// node --conditions=@surenet/source tools/accept/checker/attack-process.ts <request.json>
// Runs an attack in a process of its own, whose environment has what the engine needs, and prints what it found as JSON.
import { readFile } from "node:fs/promises";
import { attackEngine, type AttackRequest } from "./attack-engine.ts";

const request = JSON.parse(await readFile(process.argv[2] ?? "", "utf8")) as AttackRequest;
process.stdout.write(`${JSON.stringify(await attackEngine(request))}\n`);
