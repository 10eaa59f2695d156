/**
 * `user_expressions`: what a frontend wants to know after a cell has run, in the cell's reply.
 *
 * Broken in bare tslab: the field is ignored. Here each expression is checked and evaluated like a
 * cell of its own that declares nothing. Can go when tslab answers them.
 */
import type { SourcePositions } from "../errors/source-positions.js";
import { describeError } from "../errors/describe-error.js";
import { bundleOf } from "../results/results.js";
import { asCodeOf, Cell } from "./cell.js";
import type { CellExecutor } from "./executor.js";

/** Evaluates `expressions`, by name, in the scope of the notebook after `cell`. */
export async function evaluateExpressions(
  expressions: unknown,
  cell: Cell,
  executor: CellExecutor,
  positions: SourcePositions,
): Promise<Record<string, object>> {
  const answers: Record<string, object> = {};
  if (typeof expressions !== "object" || expressions === null) return answers;
  for (const [name, expression] of Object.entries(expressions)) {
    // The line break ends a comment; the brackets make an object of `{ a: 1 }`.
    const code = `(${String(expression)}\n)`;
    const asked = new Cell(code, cell.count, `expression ${name}`, cell.publish);
    try {
      const data = await asCodeOf(asked, async () => {
        const value = await executor.run(asked);
        return asked.interruption.orAbandon(bundleOf(value));
      });
      answers[name] = { status: "ok", data, metadata: {} };
    } catch (error) {
      answers[name] = { status: "error", ...describeError(error, asked, positions) };
    }
  }
  return answers;
}
