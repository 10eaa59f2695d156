import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A small lesson with everything the format has. */
export const LESSON = `---
title: A toy lesson
time: 5 minutes
buildsOn: nothing; start here
seed: 7
---

## Objectives

See $x^2$.

\`\`\`ts id=first
const steps = 12_000; // quick: 300
const seed = 7;
\`\`\`

Text between.

## Second

\`\`\`ts
shown(only);
\`\`\`

### Deeper

<details>
<summary>Solution</summary>

## Not a separate cell

</details>

\`\`\`ts id=second-cell folded
// A solution
steps;
\`\`\`

The end.
`;

/** Its translation, with the code cells empty. */
export const TRANSLATION = `---
title: 一课
time: 5 分钟
buildsOn: 无
---

## 目标

\`\`\`ts id=first
\`\`\`

## 第二

\`\`\`ts id=second-cell

\`\`\`
`;

/** A new project folder, with lessons as `{ "01-toy": { "lesson.md": text } }`. */
export function project(lessons: Record<string, Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "ganvas-lessons-"));
  for (const [name, files] of Object.entries(lessons)) {
    mkdirSync(join(root, "lessons", name), { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(join(root, "lessons", name, file), text);
    }
  }
  return root;
}
