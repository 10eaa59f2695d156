/** Where lessons and notebooks are, and how they are read and written. */
import * as fs from "node:fs";
import { join, relative } from "node:path";
import { parseLesson } from "./lesson.mjs";
import { deserialize, serialize } from "./notebook.mjs";
import { LANGUAGES } from "./words.mjs";

/** @typedef {import("./lesson.mjs").Lesson} Lesson */
/** @typedef {import("./notebook.mjs").Notebook} Notebook */

/**
 * The names of the lessons under `root`, in order.
 *
 * @param {string} root the folder that holds `lessons/` and `notebooks/`
 * @param {string[]} starts beginnings of names; none means all
 * @throws {Error} where no lesson starts so
 */
export function lessonNames(root, starts = []) {
  const folder = join(root, "lessons");
  const all = (fs.existsSync(folder) ? fs.readdirSync(folder) : [])
    .filter((name) => /^\d\d-/.test(name) && fs.existsSync(join(folder, name, "lesson.md")))
    .sort();
  for (const start of starts) {
    if (all.some((name) => name.startsWith(start))) continue;
    throw new Error(`No lesson starts with "${start}"; there are: ${all.join(", ") || "none"}.`);
  }
  return starts.length === 0
    ? all
    : all.filter((name) => starts.some((start) => name.startsWith(start)));
}

/**
 * A lesson in all its languages, the English one first.
 *
 * @param {string} root @param {string} name
 * @returns {[Lesson, ...Lesson[]]}
 */
export function readEditions(root, name) {
  const folder = join(root, "lessons", name);
  /** @param {string} file */
  const read = (file) => ({
    text: fs.readFileSync(join(folder, file), "utf8"),
    file: relative(root, join(folder, file)),
  });
  const { text, file } = read("lesson.md");
  const original = parseLesson(text, { name, file });
  const others = fs.readdirSync(folder).filter((other) => /^lesson\..+\.md$/.test(other));
  const translations = others.sort().map((other) => {
    const language = other.slice("lesson.".length, -".md".length);
    const { text, file } = read(other);
    if (!LANGUAGES.includes(language)) {
      throw new Error(`${file}: the languages are ${LANGUAGES.join(", ")}; found "${language}".`);
    }
    return parseLesson(text, { name, file, language, original });
  });
  return [original, ...translations];
}

/** @param {Lesson} lesson @returns {string} the notebook's file name */
export function notebookName({ name, language }) {
  return language === "en" ? `${name}.ipynb` : `${name}.${language}.ipynb`;
}

/**
 * @param {string} root @param {Lesson} lesson
 * @returns {Notebook | undefined} the stored notebook, if there is one
 */
export function readNotebook(root, lesson) {
  const path = join(root, "notebooks", notebookName(lesson));
  if (!fs.existsSync(path)) return undefined;
  try {
    return deserialize(fs.readFileSync(path, "utf8"));
  } catch {
    throw new Error(`${relative(root, path)} is not a notebook; delete it and build it again.`);
  }
}

/**
 * Writes a notebook atomically.
 *
 * @param {string} folder @param {Lesson} lesson @param {Notebook} notebook
 * @returns {number} bytes written
 */
export function writeNotebook(folder, lesson, notebook) {
  fs.mkdirSync(folder, { recursive: true });
  const path = join(folder, notebookName(lesson));
  const partial = `${path}.${process.pid}.partial`;
  const bytes = Buffer.from(serialize(notebook));
  try {
    fs.writeFileSync(partial, bytes);
    fs.renameSync(partial, path);
  } catch (error) {
    fs.rmSync(partial, { force: true });
    throw error;
  }
  return bytes.length;
}
