import { runnerImport } from "vite";
await runnerImport("/tmp/exp/try.ts");
