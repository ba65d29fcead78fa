import { engine, profile } from "@tensorflow/tfjs-core";
import { initBackend } from "@surenet/tensor-backend";
await initBackend({ prefer: [process.argv[2] as "wasm"], threads: 1 });
const { subjects } = await import("./bench/subjects.ts");
const subject = subjects.find(({name}) => name.includes(process.argv[3]!))!;
const sample = subject.make("native");
const run = () => { engine().startScope(); const r=[sample()].flat(); r.at(-1)!.dataSync(); engine().endScope(); for (const t of r) t.dispose(); };
for (let i=0;i<5;i++) run();
const info = await profile(() => { sample(); });
const by = new Map<string, [number, number]>();
for (const k of info.kernels) { const t = await k.kernelTimeMs; const b = by.get(k.name) ?? [0,0]; by.set(k.name, [b[0]+1, b[1]+Number(t)]); }
console.log([...by].sort((a,b)=>b[1][1]-a[1][1]).map(([n,[c,t]])=>`${n} ${c} ${t.toFixed(2)}`).join("\n"), "\ntotal kernels", info.kernels.length);
const times=[]; for (let i=0;i<Number(process.argv[4] ?? 50);i++) { const t=performance.now(); run(); times.push(performance.now()-t);} times.sort((a,b)=>a-b); console.log("median", times[times.length>>1], "min", times[0]);
