/**
 * `user_expressions`: expressions that a frontend wants evaluated after a cell has run.
 *
 * Broken in bare tslab: the field is ignored. Fixed here: each expression is checked and evaluated
 * like a separate cell that declares nothing. Can go when tslab evaluates them.
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
    // The line break ends a comment; in brackets `{ a: 1 }` is an object.
    const code = `(${String(expression)}\n)`;
    const expressionCell = new Cell(code, cell.count, `expression ${name}`, cell.publish);
    try {
      const data = await asCodeOf(expressionCell, async () => {
        const value = await executor.run(expressionCell);
        return expressionCell.interruption.orAbandon(bundleOf(value));
      });
      answers[name] = { status: "ok", data, metadata: {} };
    } catch (error) {
      answers[name] = { status: "error", ...describeError(error, expressionCell, positions) };
    }
  }
  return answers;
}
