/** `npm run kernels`: the comparison of TypeScript kernels in docs/results.md. */
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const file = fileURLToPath(new URL("./kernels/compare.ts", import.meta.url));
const { module } = await runnerImport(file);
await module.compare(process.argv.includes("--keep"));
