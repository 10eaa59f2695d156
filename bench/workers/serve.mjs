/**
 * A worker's end of the protocol: one JSON object a line. Requests come on standard input as
 * `{"op": ..., ...}`; answers leave through file descriptor 3, so that nothing that a library
 * prints gets among them. The worker ends when its input does.
 */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";

/**
 * @param {Record<string, (request: any) => unknown>} operations by name; what they return, or the
 *   message of what they throw as `{ error }`, is the answer
 */
export async function serve(operations) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { op, ...request } = JSON.parse(line);
    let answer;
    try {
      const operation = operations[op];
      if (operation === undefined) throw new Error(`There is no operation "${op}".`);
      answer = await operation(request);
    } catch (error) {
      console.error(error);
      answer = { error: error instanceof Error ? error.message : String(error) };
    }
    writeSync(3, `${JSON.stringify(answer)}\n`);
  }
  process.exit(0);
}
