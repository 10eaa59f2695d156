/** Things that a kernel for TypeScript should do, as questions that any Jupyter kernel can be asked. */
import type { Kernel, Result } from "../kernel.js";

export interface Probe {
  /** The behavior of a good kernel: a row of the comparison. */
  readonly claim: string;
  /** The behavior of tslab 1.0.22 alone; undefined where it is the same. */
  readonly bare?: string;
  /** Needs a separate kernel, because a kernel without the property is in a bad state afterwards. */
  readonly alone?: true;
  /** Variables for a separate kernel. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Writes files into a separate folder, before a separate kernel starts there. */
  prepare?(folder: string): void;
  /** Asks the kernel, whose notebook lies in `folder`. An error or no answer counts as false. */
  holds(kernel: Kernel, folder: string): Promise<boolean>;
}

// eslint-disable-next-line no-control-regex -- colors are control characters
const COLORS = /\x1b\[[\d;]*m/g;

/** All text that a cell showed, in any message, without colors. */
export function textOf({ outputs }: Result): string {
  const texts = outputs.flatMap(({ type, content }) => {
    if (type === "stream") return [content.text as string]; // printed lines come in any pieces
    const lines = type === "error" ? [content.ename, content.evalue, ...content.traceback] : [];
    const value = content.data?.["text/plain"] as string | undefined;
    if (type !== "execute_input" && value !== undefined) lines.push(value);
    return lines.map((line) => `${line}\n`);
  });
  return texts.join("").replace(COLORS, "");
}

/** Runs cells one after the other; gives the text that the last one showed. */
export async function lastText(kernel: Kernel, ...cells: string[]): Promise<string> {
  let text = "";
  for (const cell of cells) {
    const result = await kernel.execute(cell);
    text = textOf(result);
    if (result.reply.status === "error") await seconds(AFTER_ERROR);
  }
  return text;
}

/** tslab alone skips requests that arrive sooner after an error, which is a separate probe. */
export const AFTER_ERROR = 0.3;

export const seconds = (n: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 1000 * n));

/** Runs a cell and interrupts it when it has surely begun. */
export async function interrupted(kernel: Kernel, code: string): Promise<Result> {
  const running = kernel.execute(code);
  await seconds(1);
  await kernel.interrupt();
  return running;
}

/** Whether the outputs have a message of this type. */
export const has = ({ outputs }: Result, type: string): boolean =>
  outputs.some((output) => output.type === type);
