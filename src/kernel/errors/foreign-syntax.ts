/**
 * Cells that were written for other kernels: `!npm install x`, `%time`, `%%html`, a shebang line.
 *
 * Broken in bare tslab: they fail with the parser's messages about commas and semicolons. Fixed
 * here: a shebang line is a comment, and for the others an error says what to do instead. Can go
 * when tslab does the same.
 */
import { CompileError, type Finding } from "./compile-error.js";
import { nameAdvice } from "./foreign-names.js";
import { importAdvice } from "./unloadable-files.js";

/** A script's first line, which a shell reads, becomes a comment of the same length. */
export const withoutShebang = (code: string): string => code.replace(/^#!/, "//");

/** `error`, or a better one if a finding is about a line or an import that Node does not know. */
export function explainForeignSyntax(error: unknown, code: string): unknown {
  if (!(error instanceof CompileError)) return error;
  const lines = code.split("\n");
  for (const finding of error.findings) {
    if (finding.fileName !== undefined) continue;
    const { line } = finding.start;
    const text = lines[line] ?? "";
    const advice = shellAdvice(text.trim(), finding) ?? magicAdvice(text.trim());
    const messageText = advice ?? importAdvice(finding) ?? nameAdvice(finding);
    if (messageText === undefined) continue;
    const whole = advice && {
      start: { line, character: text.length - text.trimStart().length },
      end: { line, character: text.trimEnd().length },
    };
    return new CompileError([{ ...finding, ...whole, messageText }]);
  }
  return error;
}

/**
 * A shell command: behind IPython's mark, or of a program that cells of other kernels often call.
 * Its words are not separated by operators.
 */
const COMMAND =
  /^(?:!{1,2}\s*[\w./~-]+|npm|npx|pnpm|yarn|pip3?|conda|git)(?:\s+(?!(?:in|instanceof|as|satisfies)\b)(?:-\S|[\w./~"'$*@{]).*)?$/;
/** After its mark a magic command has no space, as an operator has. */
const MAGIC = /^%{1,2}([a-zA-Z_]\w*)\s*(.*)$/;

const UNKNOWN_NAMES = new Set([2304, 2552]);

function shellAdvice(line: string, { code }: Finding): string | undefined {
  const isSyntaxError = code < 2000;
  if (!COMMAND.test(line) || !(isSyntaxError || UNKNOWN_NAMES.has(code))) return undefined;
  return expected("a shell command", line, inShell(line.replace(/^!+\s*/, "")));
}

function magicAdvice(line: string): string | undefined {
  const [, name, rest = ""] = MAGIC.exec(line) ?? [];
  if (name === undefined) return undefined;
  const advice = Object.hasOwn(INSTEAD, name) ? INSTEAD[name]!(rest) : undefined;
  return expected("a command of IPython", line, advice ?? "delete the line");
}

const expected = (what: string, line: string, advice: string): string =>
  `Expected TypeScript, found ${what}, ${shortened(line)}: ${advice}.`;

const shortened = (line: string): string => (line.length > 60 ? `${line.slice(0, 60)}…` : line);

const inShell = (command: string): string =>
  `run it in a terminal, or here with execSync(${JSON.stringify(shortened(command))}, ` +
  '{ stdio: "inherit" }) from "node:child_process"';

const quoted = (text: string): string => JSON.stringify(text || "…");

const timing = (): string => 'put the code between console.time("it") and console.timeEnd("it")';
const shell = (): string => inShell("…");
const show = (kind: string) => (): string =>
  `pass the text to display.${kind}(…), which you import from "tslab"`;

/** Advice for magic commands. */
const INSTEAD: Readonly<Record<string, (rest: string) => string>> = {
  time: timing,
  timeit: timing,
  prun: timing,
  html: show("html"),
  HTML: show("html"),
  svg: show("svg"),
  SVG: show("svg"),
  markdown: show("markdown"),
  latex: show("latex"),
  javascript: show("javascript"),
  js: show("javascript"),
  bash: shell,
  sh: shell,
  script: shell,
  system: shell,
  sx: shell,
  pip: (rest) => inShell(`npm ${rest}`),
  conda: (rest) => inShell(`npm ${rest}`),
  npm: (rest) => inShell(`npm ${rest}`),
  cd: (rest) => `call process.chdir(${quoted(rest)})`,
  pwd: () => "call process.cwd()",
  ls: () => 'call readdirSync(".") from "node:fs"',
  env: () => "use process.env",
  set_env: () => "use process.env",
  writefile: (rest) => `call writeFileSync(${quoted(rest)}, text) from "node:fs"`,
  run: (rest) => `write import(${quoted(rest)})`,
  load: (rest) => `write import(${quoted(rest)})`,
  matplotlib: () => "delete the line, since charts need no preparation",
  pylab: () => "delete the line, since charts need no preparation",
};
