import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/**
 * The words of the field instead of words that would have to be learned here: what must not come
 * back, and the better word. Text is read as sentences, across the line breaks of comments and strings.
 */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:updateAverages|averageDecay)\b/, "updateEma, emaDecay"],
  [/\b(?:generatorRate|discriminatorRate)\b/, "generatorLearningRate, discriminatorLearningRate"],
  [
    /\b(?:rateAt|describeRate|rateScale)\b/,
    "learningRateAt, describeLearningRate, learningRateScale",
  ],
  [/\bvital ?signs?\b/i, "diagnostics"],
  [/\bcompareImages\b/, "minibatchStdDev"],
  [/\b(?:generatorWidths?|discriminatorWidths?)\b/, "generatorUnits, discriminatorUnits"],
  [/\b(?:squaredSlopes|slopePenalty)\b/, "gradientNormsSquared, gradientNormPenalty"],
  [/\b(?:const|let|readonly) (?:spread|upright)\b|"spread of samples"/, "std, withPositiveSign"],
  [/\b(?:dealt|wholeOrNot|writeWhole|FixedBy)\b/, "splitIntoGroups, writeFileAtomic, NoInfer"],
  [/\b(?:interface|class|type) (?:Standing|Trouble|Upright)\b|"Trouble"/, "Progress, SetupError"],
];

/** Names that are good words in prose. */
const NAMES_IN_CODE: readonly (readonly [RegExp, string])[] = [
  [/\b(?:Turn|Course|Pace|Watch)(?:[<>;,)\]}]| [{=])/, "StepContext, RunState, RateMeter, Watcher"],
  [/\b(?:Judge|Verdict|verdicts?)\b/, "DiscriminatorFn, DiscriminatorOutput"],
  [/(?<!standard )\bdeviations?\b/i, "std"],
  [
    /\b(?:const|let) (?:told|said|made|found|wanted|known|own|rest)\b/,
    "a name of the variable's content, not of its grammar",
  ],
];

const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/\bwhole\s+or\s+not\s+at\s+all\b/i, "written atomically"],
  [/\bis\s+said\s+by\b/i, "is reported by"],
  [/\bg(?:oes?|oing)\s+on\s+where\s+\w+\s+stopped\b/i, "resumes"],
  [/\bof\s+no\s+use\s+to\s+try\b/i, "cannot help"],
  [/\bthe\s+same\s+trouble\b/i, "would fail the same way"],
  [/\b(?:is|are|the\s+seed)\s+no\s+(?:images?|class|label|seed|data)\b/i, "is not a valid …"],
  [/\bpart\s+by\s+part\b/i, "in chunks"],
  [/\btaken\s+down\b/i, "recorded"],
  [/\bat\s+one\s+number\s+only\b/i, "comparable only at equal sample counts"],
  [/\bhangs?\s+on\b/i, "depends on"],
  [/\bno\s+idea\s+of\b/i, "a uniform guess"],
  [/\bwhat\s+(?:\S+\s+){1,5}makes?\s+of\b/i, "the verb: what a classifier predicts for …"],
  [/\banew\b/i, "again"],
  [/(?<!(?:twice|times|half)\s+)\bas\s+many\b(?!(?:\s+\S+){0,5}\s+as\b)/i, "the number"],
  [/\blets?\s+go\s+of\b/i, "releases"],
  [/\btold\s+(?:one\s+of|the\s+class|its\s+class)\b/i, "conditioned on …"],
  [/\bof\s+(?:its|their|one's)\s+own\b(?!\s+\w)/i, "its own …"],
  [/(?:\/\*\*|\/\/)\s+What\b/, "a noun first: The images of …, Settings of …"],
];

const SPELLING: readonly (readonly [RegExp, string])[] = [
  [/colour/i, "color"],
  [/centre/i, "center"],
  [/\bgrey/i, "gray"],
  [/behaviour/i, "behavior"],
  [/labell(?:ed|ing)/i, "labeled"],
  [/modell(?:ed|ing)/i, "modeled"],
  [/favour|honour/i, "favor, honor"],
  [/neighbour|judgement/i, "neighbor, judgment"],
  [/\bcatalogue/i, "catalog"],
  [/artefact/i, "artifact"],
  [/\blicence|\bdefence/i, "license, defense"],
  [
    /(?:normal|optim|initial|regular|general|organ|visual|summar|serial|recogn|quant|discret|minim|maxim|standard|penal|real|special|emphas)is(?:e[ds]?|ing|ation)\b/i,
    "-ize, -ization",
  ],
];

const root = fileURLToPath(new URL("..", import.meta.url));
const PLACES = [
  ...["src", "test", "scripts", "bench", "docs", "lessons", "examples"],
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md"],
];

function textFiles(place: string): string[] {
  const path = join(root, place);
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ts|js|mjs|md|py)$/.test(name) && !/node_modules|fixtures/.test(name))
    .map((name) => join(path, name));
}

/** The text without the line breaks of comments and strings, every character at its old position. */
function asSentences(text: string): string {
  const spaces = (match: string) => " ".repeat(match.length);
  return text.replace(/["`] \+\n\s*["`]/g, spaces).replace(/\n\s*(?:\*(?!\/)|\/\/)/g, spaces);
}

const blank = (text: string) => text.replace(/[^\n]/g, " ");

/** Keys of random numbers and of stored checkpoints keep their words. */
const withoutKeys = (text: string) =>
  text.replace(/(?:deriveSeed\([^"`;]*|\bkey\()["`][^"`]*["`]|\bdeviation: std\b/g, blank);

/** The change log names the old words: in its tables, `old` | `new`. */
const withoutOldNames = (file: string, text: string) =>
  file.endsWith("CHANGELOG.md") ? text.replace(/^\|[^|]*\|/gm, blank) : text;

/** The code alone, without comments and strings; of Markdown, the code between its fences. */
function codeOf(file: string, text: string): string {
  let fenced = !file.endsWith(".md");
  const code = text.replace(/^.*$/gm, (line) => {
    const fence = file.endsWith(".md") && line.startsWith("```");
    if (fence) fenced = !fenced;
    return fenced && !fence ? line : blank(line);
  });
  return code.replace(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"/g, blank);
}

function findings(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const sentences = withoutOldNames(file, withoutKeys(asSentences(text)));
  const code = codeOf(file, withoutKeys(text));
  const rules = [
    ...[...NAMES, ...SENTENCES, ...SPELLING].map((rule) => ({ rule, where: sentences })),
    ...NAMES_IN_CODE.map((rule) => ({ rule, where: code })),
  ];
  return rules.flatMap(({ rule: [phrase, better], where }) =>
    [...where.matchAll(new RegExp(phrase, phrase.flags + "g"))].map(({ 0: match, index }) => {
      const line = text.slice(0, index).split("\n").length;
      return `${relative(root, file)}:${line} "${match.replace(/\s+/g, " ")}" → ${better}`;
    }),
  );
}

test.each(PLACES)("%s speaks the field's words", (place) => {
  const files = textFiles(place).filter((file) => relative(root, file) !== "test/words.test.ts");
  expect(files.flatMap(findings)).toEqual([]);
});
