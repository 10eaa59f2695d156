/** The random numbers of which programs are made, as fast-check draws and shrinks them. */
import * as fc from "fast-check";
import { OPERATIONS } from "./operations.js";
import { OPTIMIZERS } from "./optimizers.js";
import type { Dtype } from "./program.js";

/** Shapes that fit together: of inputs, the first axis being the batch, and of variables. */
export const FAMILIES = [
  {
    inputs: [[], [4], [2, 4], [2, 1], [1, 4], [2, 2]],
    variables: [[], [4], [4, 4], [1, 4], [4, 2]],
  },
  {
    inputs: [[2, 4, 4, 2], [2, 4, 4, 2], [3, 5, 4, 2], [2, 2], []],
    variables: [[3, 3, 2, 2], [2], [3, 3, 2, 2], [2, 2], [1, 1, 2, 3], [2, 2, 2, 1], []],
  },
];
export const SCALES = [1, 3, 0.1];
export const EXTREME_SCALES = [1, 1e20, 1e-20, 1e20, 1e-20, 1e10];
export const DTYPES: readonly Dtype[] = [
  "float32",
  "float32",
  "float32",
  "float32",
  "int32",
  "bool",
];

const nat = fc.nat({ max: 255 });
/** One of `count` numbers in one of `chance` cases, else null. */
const rarely = (chance: number, count: number) =>
  fc.nat({ max: chance * count - 1 }).map((n) => (n % chance === chance - 1 ? n % count : null));
const tensorGenes = fc.record({
  shape: nat,
  from: fc.nat({ max: 2 }),
  scale: nat,
  dtype: fc.nat({ max: DTYPES.length - 1 }),
  seed: fc.nat({ max: 3 }),
  variable: rarely(6, 3),
});
const operationGenes = fc.record({
  operation: fc.nat({ max: OPERATIONS.length - 1 }),
  choices: fc.array(nat, { minLength: 7, maxLength: 7 }),
  assigns: rarely(10, 3),
});
const operations = (maxLength: number) => fc.array(operationGenes, { maxLength, size: "max" });

/** The numbers of which a program is made. They become smaller, and so does the program. */
export const programGenes = fc.record({
  inputs: fc.array(tensorGenes, { maxLength: 3, size: "max" }),
  variables: fc.array(tensorGenes, { maxLength: 3, size: "max" }),
  inner: operations(4),
  before: operations(4),
  loss: operations(9),
  after: operations(3),
  family: fc.nat({ max: FAMILIES.length - 1 }),
  optimizer: fc.option(fc.nat({ max: Object.keys(OPTIMIZERS).length - 1 }), { freq: 4 }),
  hasLoss: fc.nat({ max: 5 }).map((n) => n > 0),
  extreme: fc.nat({ max: 3 }).map((n) => n === 3),
  runs: fc.array(fc.record({ batch: fc.nat({ max: 2 }) }), { minLength: 1, maxLength: 4 }),
});

type Arbitrary<T> = T extends fc.Arbitrary<infer U> ? U : never;
export type Genes = Arbitrary<typeof programGenes>;
export type TensorGenes = Arbitrary<typeof tensorGenes>;
export type OperationGenes = Arbitrary<typeof operationGenes>;
