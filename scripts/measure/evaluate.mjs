// The time and the memory that `evaluate` takes: MNIST's 10,000 test images against the features of
// its 60,000 training images, extracted before.
//   npm run build && node scripts/measure/evaluate.mjs [--references 60000]
import { parseArgs } from "node:util";
import { mnist } from "../../dist/index.js";
import { digitClassifier, evaluate, featuresOf } from "../../dist/metrics/index.js";

const { values } = parseArgs({ options: { references: { type: "string", default: "60000" } } });
const extractor = await digitClassifier();
const [train, test] = [await mnist({ split: "train" }), await mnist({ split: "test" })];
const reference = await featuresOf(extractor, train.take(Number(values.references)));
const before = process.memoryUsage().rss;
const start = performance.now();
const usage = process.cpuUsage();
const evaluation = await evaluate(test, { extractor, reference });
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(usage);
const megabytes = (process.resourceUsage().maxRSS * 1024 - before) / 1e6;
console.log(String(evaluation));
console.log(
  `${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of the processor), ` +
    `at most ${megabytes.toFixed(0)} MB more than before`,
);
