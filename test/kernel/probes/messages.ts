import { has, lastText, textOf, type Probe } from "./probe.js";

const twoCells = async (
  kernel: Parameters<Probe["holds"]>[0],
  stop_on_error: boolean,
): Promise<string> => {
  const failing = kernel.execute("throw new Error('first')", { stop_on_error });
  const second = await kernel.execute("1 + 1", { stop_on_error });
  await failing;
  return second.reply.status as string;
};

export const messages: readonly Probe[] = [
  {
    claim: "a cell announces its number (`execute_input`)",
    bare: "no such message, so nbclient stores no number",
    holds: async (kernel) => has(await kernel.execute("1"), "execute_input"),
  },
  {
    claim: "a value is an `execute_result`",
    bare: "printed to stdout",
    holds: async (kernel) => has(await kernel.execute("1 + 1"), "execute_result"),
  },
  {
    claim: "an error is an `error`",
    bare: "text on stderr: nbclient and papermill take the notebook for a success",
    holds: async (kernel) => has(await kernel.execute("throw new Error('x')"), "error"),
  },
  {
    claim: "cells behind a failed one run where the frontend wants that (`--allow-errors`)",
    bare: "skipped when they arrive within 200 ms",
    holds: async (kernel) => (await twoCells(kernel, false)) === "ok",
  },
  {
    claim: "cells behind a failed one are aborted where the frontend wants that",
    bare: 'says "abort", which is no status of the protocol',
    holds: async (kernel) => (await twoCells(kernel, true)) === "aborted",
  },
  {
    claim: "a silent cell shows nothing",
    bare: "shows its value",
    holds: async (kernel) => {
      const { outputs } = await kernel.execute("1 + 1", { silent: true, store_history: false });
      return outputs.every((output) => output.type === "status");
    },
  },
  {
    claim: "`user_expressions` are evaluated",
    bare: "left out",
    holds: async (kernel) => {
      const { reply } = await kernel.execute("const six = 6", {
        user_expressions: { a: "six * 7" },
      });
      return reply.user_expressions?.a?.data?.["text/plain"] === "42";
    },
  },
  {
    claim: "history",
    bare: "no answer",
    alone: true,
    holds: async (kernel) => {
      await kernel.execute("'a line to remember'");
      const { reply } = await kernel.request("history_request", {
        hist_access_type: "tail",
        n: 1,
        raw: true,
        output: false,
      });
      return reply.history?.[0]?.[2] === "'a line to remember'";
    },
  },
  {
    claim: "an open template literal is an incomplete cell",
    bare: "called complete",
    holds: async (kernel) =>
      (await kernel.request("is_complete_request", { code: "const t = `a" })).reply.status ===
      "incomplete",
  },
  {
    claim: "completion of members",
    holds: async (kernel) => {
      await kernel.execute("const letters = { alpha: 1, beta: 2 }");
      const code = "letters.al";
      const { reply } = await kernel.request("complete_request", { code, cursor_pos: code.length });
      return JSON.stringify(reply.matches).includes("alpha");
    },
  },
  {
    claim: "completion by type, before a cell has run",
    holds: async (kernel) => {
      const code = "const wanted = { gamma: 1 };\nwanted.ga";
      const { reply } = await kernel.request("complete_request", { code, cursor_pos: code.length });
      return JSON.stringify(reply.matches).includes("gamma");
    },
  },
  {
    claim: "completion of import paths",
    holds: async (kernel) => {
      const code = 'import fs from "node:f';
      const { reply } = await kernel.request("complete_request", { code, cursor_pos: code.length });
      return JSON.stringify(reply.matches).includes("fs");
    },
  },
  {
    claim: "inspection shows doc comments of earlier cells",
    holds: async (kernel) => {
      await kernel.execute("/** Twice as much. */ function twice(x: number) { return 2 * x }");
      const { reply } = await kernel.request("inspect_request", {
        code: "twice",
        cursor_pos: 2,
        detail_level: 0,
      });
      return JSON.stringify(reply.data ?? {}).includes("Twice as much.");
    },
  },
  {
    claim: "comms: the frontend's question about them is answered",
    bare: "answered with a message of another type",
    holds: async (kernel) =>
      (await kernel.request("comm_info_request", {})).replyType === "comm_info_reply",
  },
  {
    claim: "interrupt by message",
    bare: "not known, no answer",
    alone: true,
    holds: async (kernel) => {
      const running = kernel.execute("await new Promise(() => {})");
      await kernel.request("interrupt_request", {}, { channel: "control" });
      return (await running).reply.status === "error";
    },
  },
  {
    claim: "100,000 printed lines all arrive, in their cell",
    bare: "lines are lost",
    alone: true,
    holds: async (kernel) => {
      const text = await lastText(kernel, "for (let i = 0; i < 100_000; i++) console.log(i)");
      return text.match(/^\d+$/gm)?.length === 100_000;
    },
  },
  {
    claim: "a type error names its TypeScript code and place",
    bare: "place and message, no code",
    holds: async (kernel) =>
      textOf(await kernel.execute("let n = 1;\nn = 'text';")).includes("TS2322"),
  },
];
