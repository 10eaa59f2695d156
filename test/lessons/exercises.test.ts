/** The exercises of all lessons: their seals hold the right answers, and their cells give none away. */
import { readdirSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { check } from "../../src/notebook/index.js";
import { lessonCells } from "./cells.js";

const softplus = (l: number) => Math.log1p(Math.exp(l));

/** The answers, worked out here by other means than the lessons' solutions where there are any. */
const ANSWERS: Record<string, Record<string, number | number[]>> = {
  "01-generative-adversarial-networks": {
    "1: V at D = 1/2": -1.386,
    "2: D* and its logit": [0.75, 1.0986],
    "3: the saturating loss": -(200 + softplus(0.5) + softplus(-1)) / 4,
    "4: fewer parameters": 12_288,
    "5: one-sided label smoothing":
      (0.9 * (softplus(-2) + softplus(1)) +
        0.1 * (softplus(2) + softplus(-1)) +
        softplus(-3) +
        softplus(0.5)) /
      2,
    "6: JSD of distributions that do not meet": 0.693,
  },
  "02-dcgan": {
    "1: a size": 12,
    "2: parameters": 73_856,
    "3: a receptive field": 11,
    "4: an overlap": [2, 2, 1],
    "5: two values": [-1, 1],
    "6: folding": [0.75, -0.85],
  },
  "03-why-gans-fail": {
    "1: two distances": [3, 0.693],
    "2: the Dirac-GAN": [0.949, 0.95],
    "3: the hinge loss": (0 + 1.3 + 0.2 + 5) / 4 + (0 + 1.4 + 4 + 0) / 4,
    "5: the largest singular value": 6.708,
    "6: the penalty that noise stands for": 0.08,
  },
  "04-conditional-gans": {
    "1: V with and without the label": [0, -1.386],
    "2: weights for the label": [2560, 1280],
    "3: the auxiliary loss": (400 + Math.log(1 + Math.exp(-1) + Math.exp(-2))) / 2,
    "4: the projection logit": [0.75, 7.25],
    "5: the class loss of a faithful generator": 0.208,
    "6: means and squares": 2,
  },
  "05-judging-a-generator": {
    "1: Fréchet distance on a line": 25,
    "2: two classifier scores": [4, 5],
    "3: extrapolated to infinitely many samples": 2,
    "4: coverage between equals, k = 3": 0.875,
    "6: two precisions": 2,
  },
};

const SEALED = /check\.sealed\(\s*"([^"]+)",\s*[^]*?,\s*"(\d+:[0-9a-f.]+)",\s*"([\w-]+)",\s*\);/g;

beforeEach(() => check.reset());

describe.each(readdirSync(new URL("../../lessons", import.meta.url)).filter((n) => /^\d/.test(n)))(
  "%s",
  (name) => {
    const { lesson } = lessonCells(name);
    const exercises = lesson.cells.filter(
      ({ id, type }) => type === "code" && /^exercise-/.test(id),
    );
    const code = exercises.map(({ source }) => source).join("\n");
    const seals = [...code.matchAll(SEALED)].map(
      ([, ...parts]) => parts as [string, string, string],
    );

    test("every exercise is sealed, with a hint that is not written beside it", () => {
      expect(seals).toHaveLength(exercises.length);
      expect(code).not.toMatch(/check\.(close|equal|that)|hint:/);
    });

    test("the seals hold the answers, also rounded as the text prints them, and no others", () => {
      const answers = ANSWERS[name]!;
      for (const [title, seal, hint] of seals.filter(([title]) => title in answers)) {
        const answer = answers[title]!;
        expect(check.sealed(title, answer, seal, hint).passed, title).toBe(true);
        const other = Array.isArray(answer) ? answer.map((n) => n + 1) : answer + 0.02;
        const wrong = check.sealed(title, other, seal, hint);
        expect(wrong.passed, title).toBe(false);
        expect(String(wrong)).toMatch(/is not it \(compared .*\); \S+/);
      }
      const titles = seals.map(([title]) => title);
      expect(titles).toEqual(expect.arrayContaining(Object.keys(answers)));
    });
  },
);
