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
  [/\b(?:Turn|Course|Pace|Watch)(?:[<>;,)\]}]| [{=])/, "StepContext, RunState, RateMeter, Watcher"],
  [/\b(?:Judge|Verdict|verdicts?)\b/, "DiscriminatorFn, DiscriminatorOutput"],
  [/\bcompareImages\b/, "minibatchStdDev"],
  [/\b(?:generatorWidths?|discriminatorWidths?)\b/, "generatorUnits, discriminatorUnits"],
  [/\b(?:squaredSlopes|slopePenalty)\b/, "gradientNormsSquared, gradientNormPenalty"],
  [/(?<!standard\s+|-)\bdeviations?\b/i, "std (the concept: standard deviation)"],
  [/\b(?:const|let|readonly) (?:spread|upright)\b|"spread of samples"/, "std, withPositiveSign"],
  [/\b(?:dealt|wholeOrNot|writeWhole|FixedBy)\b/, "splitIntoGroups, writeFileAtomic, NoInfer"],
  [/\b(?:interface|class|type) (?:Standing|Trouble|Upright)\b|"Trouble"/, "Progress, SetupError"],
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

/** Places that still await this pass; the list empties. */
const LATER: readonly string[] = [
  ...["README.md", "src/models", "src/gan/gan.ts", "src/index.ts"],
  ...["test", "scripts", "bench", "docs", "lessons"],
];

const root = fileURLToPath(new URL("..", import.meta.url));
const PLACES = [
  ...["src", "test", "scripts", "bench", "docs", "lessons", "examples"],
  ...["README.md", "CONTRIBUTING.md"],
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
  const blank = (match: string) => " ".repeat(match.length);
  return text.replace(/["`] \+\n\s*["`]/g, blank).replace(/\n\s*(?:\*(?!\/)|\/\/)/g, blank);
}

/** Keys of random numbers and of stored checkpoints keep their words. */
const withoutKeys = (text: string) =>
  text.replace(/(?:deriveSeed\([^"`;]*|\bkey\()["`][^"`]*["`]|\bdeviation: std\b/g, (key) =>
    " ".repeat(key.length),
  );

function findings(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const sentences = withoutKeys(asSentences(text));
  return [...NAMES, ...SENTENCES, ...SPELLING].flatMap(([phrase, better]) =>
    [...sentences.matchAll(new RegExp(phrase, phrase.flags + "g"))].map(({ 0: match, index }) => {
      const line = text.slice(0, index).split("\n").length;
      return `${relative(root, file)}:${line} "${match.replace(/\s+/g, " ")}" → ${better}`;
    }),
  );
}

test.each(PLACES)("%s speaks the field's words", (place) => {
  const files = textFiles(place).filter((file) => {
    const name = relative(root, file);
    return name !== "test/words.test.ts" && !LATER.some((later) => name.startsWith(later));
  });
  expect(files.flatMap(findings)).toEqual([]);
});
