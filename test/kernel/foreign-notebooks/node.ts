import type { Notebook } from "./notebook.js";

export const node: readonly Notebook[] = [
  {
    title: "async, await and timers",
    cells: [
      [
        `const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
await sleep(5); console.log("slept")`,
        "slept\n",
      ],
      [
        "async function square(n: number) { await sleep(1); return n * n }\nawait Promise.all([1, 2, 3].map(square))",
        "[ 1, 4, 9 ]\n",
      ],
      ["square(5)", "25\n"],
      [
        "let ticks = 0; const timer = setInterval(() => { if (++ticks === 3) clearInterval(timer) }, 2); await sleep(60); ticks",
        "3\n",
      ],
      [
        "async function* letters() { for (const l of 'abc') { await sleep(1); yield l } }\nfor await (const l of letters()) console.log(l)",
        "a\nb\nc\n",
      ],
      ["console.log(await Promise.race([sleep(200).then(() => 'slow'), 'fast']))", "fast\n"],
      [
        "setTimeout(() => console.log('later'), 5); console.log('now'); await sleep(30)",
        "now\nlater\n",
      ],
    ],
  },
  {
    title: "files and paths",
    files: {
      "data/people.json": '[{ "name": "Ada", "born": 1815 }, { "name": "Alan", "born": 1912 }]',
    },
    cells: [
      [
        'import * as fs from "fs";\nimport * as path from "path";\nfs.readdirSync("data")',
        "[ 'people.json' ]\n",
      ],
      [
        `interface Person { name: string; born: number }
const people: Person[] = JSON.parse(fs.readFileSync(path.join("data", "people.json"), "utf8"));
people.map((p) => p.name).join(", ")`,
        "'Ada, Alan'\n",
      ],
      ['import typed from "./data/people.json";\ntyped[0].born + 1', "1816\n"],
      [
        `import { mkdir, readFile, writeFile } from "node:fs/promises";
await mkdir("out", { recursive: true });
await writeFile("out/names.txt", people.map((p) => p.name).join("\\n"));
(await readFile("out/names.txt", "utf8")).split("\\n")`,
        "[ 'Ada', 'Alan' ]\n",
      ],
      [
        'fs.readFileSync("missing.txt")',
        /^Error\nENOENT: no such file or directory, open 'missing\.txt'/,
      ],
      ['[path.extname("a/b.tar.gz"), path.basename("/x/y.ts", ".ts")]', "[ '.gz', 'y' ]\n"],
    ],
  },
  {
    title: "streams and lines",
    files: { "log.txt": "INFO start\nWARN disk\nINFO end\n" },
    cells: [
      ['import fs from "node:fs"; import readline from "node:readline";', ""],
      [
        `const counts: Record<string, number> = {};
for await (const line of readline.createInterface({ input: fs.createReadStream("log.txt") })) {
  const [level] = line.split(" ");
  counts[level] = (counts[level] ?? 0) + 1;
}
counts`,
        "{ INFO: 2, WARN: 1 }\n",
      ],
      [
        `import { pipeline } from "node:stream/promises"; import { Transform } from "node:stream"; import zlib from "node:zlib";
const upper = new Transform({ transform(chunk, _encoding, done) { done(null, String(chunk).toUpperCase()) } });
await pipeline(fs.createReadStream("log.txt"), upper, zlib.createGzip(), fs.createWriteStream("log.gz"));
zlib.gunzipSync(fs.readFileSync("log.gz")).toString().split("\\n")[1]`,
        "'WARN DISK'\n",
      ],
      [
        'import { EventEmitter, once } from "node:events";\nconst events = new EventEmitter(); setTimeout(() => events.emit("ready", 7), 2);\nawait once(events, "ready")',
        "[ 7 ]\n",
      ],
      [
        'import { createHash } from "node:crypto";\ncreateHash("sha256").update("abc").digest("hex").slice(0, 8)',
        "'ba7816bf'\n",
      ],
    ],
  },
  {
    title: "a server on this computer",
    cells: [
      [
        `import http from "node:http"; import type { AddressInfo } from "node:net";
const server = http.createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ path: request.url, method: request.method }));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const base = \`http://127.0.0.1:\${(server.address() as AddressInfo).port}\`;`,
        "",
      ],
      [
        "const answer = await fetch(`${base}/hello`); console.log(answer.status, await answer.json())",
        "200 { path: '/hello', method: 'GET' }\n",
      ],
      [
        '(await (await fetch(base, { method: "POST", body: "x" })).json() as { method: string }).method',
        "'POST'\n",
      ],
      ["new URL('/a?b=1', 'http://localhost').searchParams.get('b')", "'1'\n"],
      [
        "server.closeAllConnections(); await new Promise((resolve) => server.close(resolve)); server.listening",
        "false\n",
      ],
      ["await fetch(base).catch((e: Error) => e.message)", "'fetch failed'\n"],
    ],
  },
  {
    title: "workers and child processes",
    cells: [
      [
        `import { Worker } from "node:worker_threads"; import { once } from "node:events";
const worker = new Worker(\`
  const { parentPort, workerData } = require("node:worker_threads");
  let sum = 0; for (let i = 1; i <= workerData; i++) sum += i;
  parentPort.postMessage(sum);\`, { eval: true, workerData: 1000 });
const [sum] = await once(worker, "message"); sum`,
        "500500\n",
      ],
      [
        'import { execSync, spawn } from "node:child_process";\nexecSync("echo from the shell").toString()',
        "'from the shell\\n'\n",
      ],
      ['execSync("echo inherited", { stdio: "inherit" }); undefined', "inherited\n"],
      [
        `const sorting = spawn("sort"); sorting.stdin.end("b\\na\\n");
let sorted = ""; for await (const chunk of sorting.stdout) sorted += chunk; sorted`,
        "'a\\nb\\n'\n",
      ],
      [
        'try { execSync("exit 3", { stdio: "pipe" }) } catch (e: any) { console.log("code", e.status) }',
        "code 3\n",
      ],
      [
        "[process.argv.length > 0, typeof process.env.PATH, process.version[0]]",
        "[ true, 'string', 'v' ]\n",
      ],
    ],
  },
];
