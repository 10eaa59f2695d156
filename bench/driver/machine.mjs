import { arch, cpus, loadavg, release, totalmem, type } from "node:os";
import { threads } from "./variants.mjs";

/** The machine, on which the times depend; the load is that of other programs, before the start. */
export function describeMachine() {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    threads,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${arch()}`,
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
    measured: new Date().toISOString().slice(0, 10),
  };
}
