import { interrupted, lastText, seconds, textOf, type Probe } from "./probe.js";

export const interrupts: readonly Probe[] = [
  {
    claim: "an interrupt stops a loop that never yields; variables stay",
    bare: "variables of the cell are lost",
    alone: true,
    holds: async (kernel) => {
      await kernel.execute("let before = 3");
      await interrupted(kernel, "let turns = 0; for (;;) turns++;");
      return (await lastText(kernel, "console.log(before, turns > 0)")) === "3 true\n";
    },
  },
  {
    claim: "and one that never yields after an await",
    bare: "cannot be interrupted",
    alone: true,
    holds: async (kernel) => {
      const code = "await new Promise((r) => setTimeout(r, 10)); for (;;);";
      const { reply } = await interrupted(kernel, code);
      return reply.status === "error" && (await lastText(kernel, "console.log(1)")) === "1\n";
    },
  },
  {
    claim: "and one that awaits, for good: nothing of it prints into later cells",
    bare: "goes on and prints into later cells",
    alone: true,
    holds: async (kernel) => {
      const { reply } = await interrupted(
        kernel,
        "for (;;) { await new Promise((r) => setTimeout(r, 100)); console.log('ghost'); }",
      );
      const later = await kernel.execute("await new Promise((r) => setTimeout(r, 1000))");
      return reply.status === "error" && later.reply.status === "ok" && textOf(later) === "";
    },
  },
  {
    claim: "and a pending timer",
    bare: "the timer goes off in a later cell",
    alone: true,
    holds: async (kernel) => {
      await interrupted(
        kernel,
        "setTimeout(() => console.log('ghost'), 2500); await new Promise(() => {})",
      );
      const later = kernel.execute("await new Promise((r) => setTimeout(r, 2500))");
      await seconds(0.1);
      return textOf(await later) === "" && (await later).reply.status === "ok";
    },
  },
];
