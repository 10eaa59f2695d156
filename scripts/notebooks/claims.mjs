/**
 * Claims of a lesson's text about the outputs of its cells: markers in the text, compared with the
 * outputs whenever a notebook is stored or checked. lessons/README.md describes them.
 */

/** @typedef {import("./lesson.mjs").Lesson} Lesson */
/** @typedef {import("./notebook.mjs").Cell} Cell */

/**
 * @typedef {object} Claim
 * @property {string} cell the id of the code cell
 * @property {string} pattern the output around the number, which `#` stands for; `*` is any word
 * @property {"=" | "<" | ">" | "<=" | ">="} relation
 * @property {string} figure as written
 * @property {number} line 1-based line in the lesson's file
 */

const MARKER = /[ \t]*<!--\s*claim\b([^]*?)-->/g;
const PARTS = /^\s+(?<cell>[\w-]+)\s+"(?<pattern>[^"]*#[^"]*)"\s+(?<relation>=|[<>]=?)\s+(?<figure>\S+)\s*$/;
const NUMBER = String.raw`[-−]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?`;

/**
 * @param {string} source the text of a Markdown cell
 * @param {number} line 1-based line of the lesson's file at which it starts
 * @param {(line: number, message: string) => Error} fault
 * @returns {{ source: string, claims: Claim[] }} the text without markers, and what they claim
 */
export function takeClaims(source, line, fault) {
  /** @type {Claim[]} */
  const claims = [];
  for (const marker of source.matchAll(MARKER)) {
    const before = source.slice(0, marker.index);
    const at = line + before.split("\n").length - 1;
    const { cell, pattern, relation, figure } = PARTS.exec(marker[1] ?? "")?.groups ?? {};
    if (!cell || !pattern || !relation || !figure || Number.isNaN(numberOf(figure))) {
      throw fault(
        at,
        `expected <!-- claim some-cell "text with # for the number" = 1.23 -->, found "${marker[0].trim()}"`,
      );
    }
    const paragraph = before.slice(before.lastIndexOf("\n\n") + 1);
    if (relation === "=" && !paragraph.includes(figure)) {
      throw fault(at, `the claim says ${figure}, which its paragraph does not; quote the figure as the text has it`);
    }
    claims.push({ cell, pattern, relation: /** @type {Claim["relation"]} */ (relation), figure, line: at });
  }
  return { source: source.replace(MARKER, ""), claims };
}

/**
 * The claims that the outputs do not bear out, with their lines.
 *
 * @param {Lesson} lesson
 * @param {(id: string) => Pick<Cell, "outputs"> | undefined} executed gives a cell with its outputs
 * @returns {string[]}
 */
export function claimFaults(lesson, executed) {
  return lesson.cells.flatMap(({ claims = [] }) =>
    claims.flatMap((claim) => {
      const fault = faultOf(claim, textOf(executed(claim.cell)?.outputs ?? []));
      return fault ? [`${lesson.file}:${claim.line}: [${claim.cell}]: ${fault}`] : [];
    }),
  );
}

/** @param {Claim} claim @param {string} text @returns {string | undefined} */
function faultOf({ pattern, relation, figure }, text) {
  const actual = expressionOf(pattern).exec(text)?.groups?.number;
  if (actual === undefined) {
    return `the text claims something about "${pattern}", which the output does not have`;
  }
  if (holds(numberOf(actual), relation, figure)) return undefined;
  return `the text claims that "${pattern}" is ${relation} ${figure}, and the output has ${actual}; mend the text`;
}

/** @param {number} actual @param {Claim["relation"]} relation @param {string} figure */
function holds(actual, relation, figure) {
  const claimed = numberOf(figure);
  if (relation === "<") return actual < claimed;
  if (relation === ">") return actual > claimed;
  if (relation === "<=") return actual <= claimed;
  if (relation === ">=") return actual >= claimed;
  // As a reader rounds: the output in as many decimals as the figure has.
  const decimals = /\.(\d+)/.exec(figure)?.[1]?.length ?? 0;
  return Math.abs(actual - claimed) <= 0.5 * 10 ** -decimals * (1 + 1e-9);
}

/** @param {string} pattern */
function expressionOf(pattern) {
  const escaped = pattern.trim().replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  const source = escaped
    .replace(/\s+/g, String.raw`\s+`)
    .replaceAll("*", String.raw`\S+`)
    .replace("#", `(?<number>${NUMBER})`);
  return new RegExp(source);
}

/** @param {string} text */
function numberOf(text) {
  return Number(text.replaceAll(",", "").replace("−", "-"));
}

/** The outputs as text. @param {NonNullable<Cell["outputs"]>} outputs */
function textOf(outputs) {
  return outputs
    .map(({ text, data }) => text ?? /** @type {Record<string, unknown>} */ (data ?? {})["text/plain"])
    .map((part) => (Array.isArray(part) ? part.join("") : String(part ?? "")))
    .join("\n");
}
