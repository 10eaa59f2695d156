/** V8's garbage collector, which it shows to new contexts only, and when asked. */
import v8 from "node:v8";
import vm from "node:vm";

let collect: (() => void) | undefined;

/** Frees at once whatever nothing refers to. */
export function collectGarbage(): void {
  if (!collect) {
    v8.setFlagsFromString("--expose-gc");
    collect = vm.runInNewContext("gc") as () => void;
    v8.setFlagsFromString("--no-expose-gc");
  }
  collect();
}
