/**
 * The quick setting: a line that ends in `// quick: VALUE` runs with that value in place of the
 * last one before the comment, so that a lesson of minutes can be tested in seconds.
 */

const NUMBER = String.raw`-?(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?`;
const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;
const SCALAR = `(?:${NUMBER}|${TEXT}|true|false)`;
const LIST = String.raw`\[\s*(?:${SCALAR}(?:\s*,\s*${SCALAR})*)?\s*\]`;
const VALUE = `${LIST}|${SCALAR}`;

const ATTEMPT = /\/[/*]\s*quick\s*(?:[:=]|\d)/i;
const TWO_VALUES = new RegExp(
  String.raw`^(?<before>.*[=:(,?]\s*)(?<full>${VALUE})(?<after>[\s;,)}]*\s)// quick: (?<quick>${VALUE})$`,
);

/**
 * The code with the quick values in place of the full ones, line for line.
 *
 * @param {string} code a cell's source
 * @param {(line: number, message: string) => Error} fault makes the error for a line of the cell
 *   (0-based); it is thrown where a comment looks like a quick value and is not one
 * @returns {string}
 */
export function quickCode(code, fault) {
  return code
    .split("\n")
    .map((line, at) => {
      if (!ATTEMPT.test(line)) return line;
      const parts = TWO_VALUES.exec(line)?.groups;
      if (!parts) {
        throw fault(
          at,
          `expected "VALUE; // quick: VALUE" with two plain values at the end of the line, found "${line.trim()}"; see lessons/README.md`,
        );
      }
      const { before = "", full = "", after = "", quick = "" } = parts;
      if (kind(full) !== kind(quick)) {
        throw fault(at, `the quick value ${quick} is not of the same kind as ${full}`);
      }
      return `${before}${quick}${after}// full: ${full}`;
    })
    .join("\n");
}

/** @param {string} value */
function kind(value) {
  if (value.startsWith("[")) return "list";
  if (value.startsWith('"')) return "text";
  return value === "true" || value === "false" ? "boolean" : "number";
}
