import type { Notebook } from "./notebook.js";

export const processing: readonly Notebook[] = [
  {
    title: "regular expressions and text",
    cells: [
      [
        `const text = \`It was the best of times, it was the worst of times\`;
const words = text.toLowerCase().match(/\\w+/g)!;
const frequency = words.reduce((m, w) => m.set(w, (m.get(w) ?? 0) + 1), new Map<string, number>());
[...frequency].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).slice(0, 2)`,
        "[ [ 'it', 2 ], [ 'of', 2 ] ]\n",
      ],
      [
        'const { groups } = /(?<year>\\d{4})-(?<month>\\d\\d)/.exec("on 2024-05-17")!;\n`${groups!.month}/${groups!.year}`',
        "'05/2024'\n",
      ],
      ['"a1b22".replace(/\\d+/g, (d) => `<${+d * 2}>`)', "'a<2>b<44>'\n"],
      ['[..."a-b_c".matchAll(/[a-z]/g)].map((m) => m.index)', "[ 0, 2, 4 ]\n"],
      [
        'new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(1234.5)',
        "'$1,234.50'\n",
      ],
      ['"Crème".normalize("NFD").replace(/\\p{M}/gu, "") + [..."👍🏽é"].length', "'Creme3'\n"],
    ],
  },
  {
    title: "a table from a file of comma-separated values",
    files: { "sales.csv": "region,month,units\nnorth,1,10\nsouth,1,7\nnorth,2,14\nsouth,2,9\n" },
    cells: [
      [
        `import { readFileSync } from "node:fs";
const [head, ...lines] = readFileSync("sales.csv", "utf8").trim().split("\\n").map((line) => line.split(","));
const sales = lines.map(([region, month, units]) => ({ region, month: Number(month), units: Number(units) }));
head`,
        "[ 'region', 'month', 'units' ]\n",
      ],
      ["sales", { "text/html": /<table[^]*north[^]*14/ }],
      [
        `const byRegion: Record<string, number> = {};
for (const { region, units } of sales) byRegion[region] = (byRegion[region] ?? 0) + units;
byRegion`,
        "{ north: 24, south: 16 }\n",
      ],
      [
        "sales.filter((s) => s.month === 2).toSorted((a, b) => a.units - b.units).map((s) => s.region)",
        "[ 'south', 'north' ]\n",
      ],
      [
        "const mean = sales.reduce((sum, s) => sum + s.units, 0) / sales.length;\nmean.toFixed(1)",
        "'10.0'\n",
      ],
      ["console.log(JSON.stringify(byRegion, null, 2))", '{\n  "north": 24,\n  "south": 16\n}\n'],
    ],
  },
  {
    title: "a simulation",
    cells: [
      [
        `function randomNumbers(seed: number) { // mulberry32
  return () => { let t = (seed += 0x6d2b79f5); t = Math.imul(t ^ (t >>> 15), t | 1); t ^= t + Math.imul(t ^ (t >>> 7), t | 61); return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32; };
}
const random = randomNumbers(1);
random() < 1`,
        "true\n",
      ],
      [
        "let inside = 0;\nfor (let i = 0; i < 200_000; i++) if (Math.hypot(random(), random()) < 1) inside++;\nMath.abs(4 * inside / 200_000 - Math.PI) < 0.02",
        "true\n",
      ],
      [
        "const walk = [0];\nfor (let i = 1; i <= 100; i++) walk.push(walk[i - 1] + (random() < 0.5 ? -1 : 1));\n[walk.length, walk.every((x, i) => i === 0 || Math.abs(x - walk[i - 1]) === 1)]",
        "[ 101, true ]\n",
      ],
      [
        `const primes: number[] = [];
outer: for (let n = 2; primes.length < 10; n++) { for (const p of primes) if (n % p === 0) continue outer; primes.push(n); }
primes.join()`,
        "'2,3,5,7,11,13,17,19,23,29'\n",
      ],
      [
        "const grid = Array.from({ length: 2 }, (_, y) => Array.from({ length: 3 }, (_, x) => x * y)); grid",
        "[ [ 0, 0, 0 ], [ 0, 1, 2 ] ]\n",
      ],
    ],
  },
];
