/** The lines between `---` at the head of a lesson. */

/**
 * @typedef {object} FrontMatter
 * @property {string} title
 * @property {string} time how long the lesson takes a reader, in words
 * @property {string} buildsOn in words, as Markdown
 * @property {number} [seed]
 */

const REQUIRED = ["title", "time", "buildsOn"];
const KNOWN = [...REQUIRED, "seed"];

/**
 * @param {string} text the whole lesson
 * @param {(line: number, message: string) => Error} fault
 * @returns {{ front: FrontMatter, rest: string, line: number }} `rest` starts at line `line`
 */
export function frontMatter(text, fault) {
  const lines = text.split("\n");
  const end = lines.indexOf("---", 1);
  if (lines[0] !== "---" || end < 0) {
    throw fault(1, 'expected the lesson to start with front matter between two lines "---"');
  }
  /** @type {Record<string, string>} */
  const fields = {};
  lines.slice(1, end).forEach((line, at) => {
    const [, name = "", value = ""] = /^(\w+):\s+(.*\S)\s*$/.exec(line) ?? [];
    if (!KNOWN.includes(name) || name in fields) {
      throw fault(at + 2, `expected one each of ${KNOWN.join(", ")} as "name: value", found "${line}"`);
    }
    fields[name] = value;
  });
  for (const name of REQUIRED) {
    if (!fields[name]) throw fault(1, `the front matter has no "${name}: …"`);
  }
  const { title = "", time = "", buildsOn = "", seed } = fields;
  if (seed !== undefined && !/^\d+$/.test(seed)) {
    throw fault(1, `expected the seed to be a whole number, found "${seed}"`);
  }
  return {
    front: { title, time, buildsOn, ...(seed === undefined ? {} : { seed: Number(seed) }) },
    rest: lines.slice(end + 1).join("\n"),
    line: end + 2,
  };
}
