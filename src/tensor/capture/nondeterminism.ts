import nodeCrypto from "node:crypto";
import { replaced } from "./replaced.js";
import { calledByUser, CaptureRefused } from "./refusal.js";

type Call = (...parameters: unknown[]) => unknown;

const RANDOM: readonly [owner: object, ...names: string[]][] = [
  [Math, "random"],
  [globalThis.crypto, "getRandomValues", "randomUUID"],
  [nodeCrypto, "randomBytes", "randomFillSync", "randomInt", "randomUUID"],
];

const CLOCKS: readonly [owner: object, ...names: string[]][] = [
  [performance, "now"],
  [process.hrtime, "bigint"], // before hrtime, which is replaced with a copy
  [process, "hrtime"],
];

/** Whether a step is being recorded: replaced functions that it has kept work as ever afterwards. */
let isRefusing = false;

/**
 * Refuses random numbers and clocks of JavaScript until the returned function is called: a graph
 * would repeat the values of the recording. What Node and Ganvas themselves do with them, such as
 * writing a line to a notebook, goes on. Functions that the step has bound before are not caught here,
 * but where its second recording differs.
 */
export function refuseNondeterminism(): () => void {
  isRefusing = true;
  const undo = [
    ...RANDOM.flatMap(([owner, ...names]) =>
      names.map((name) => refused(owner, name, refuseRandom)),
    ),
    ...CLOCKS.flatMap(([owner, ...names]) =>
      names.map((name) => refused(owner, name, refuseClock)),
    ),
    replaced(globalThis, "Date", refusedDate()),
  ];
  return () => {
    isRefusing = false;
    undo.reverse().forEach((restore) => restore());
  };
}

function refused(owner: object, name: string, refuse: () => void): () => void {
  const original = (owner as Record<string, Call>)[name]!;
  const call = function (this: unknown, ...parameters: unknown[]) {
    refuse();
    return original.apply(this, parameters);
  };
  return replaced(owner, name, Object.assign(call, original)); // hrtime has one more function
}

/** `Date` where the present time is refused; given times are dates as ever. */
function refusedDate(): DateConstructor {
  return new Proxy(Date, {
    get(date, name, receiver) {
      const now = () => {
        refuseClock();
        return date.now();
      };
      return name === "now" ? now : (Reflect.get(date, name, receiver) as unknown);
    },
    construct(date, parameters, target) {
      if (parameters.length === 0) refuseClock();
      return Reflect.construct(date, parameters, target) as Date;
    },
    apply(date, self, parameters) {
      refuseClock();
      return Reflect.apply(date, self, parameters) as string;
    },
  });
}

function refuseRandom(): void {
  if (!isRefusing || !calledByUser()) return;
  throw new CaptureRefused(
    "draws random numbers in JavaScript, which every run of the graph would repeat",
    "use Ganvas's randomNormal, randomUniform or dropout with a step number",
  );
}

function refuseClock(): void {
  // TF.js takes the time of each operation in debug mode and in tf.profile.
  if (!isRefusing || !calledByUser(/node_modules.@tensorflow/)) return;
  throw new CaptureRefused(
    "reads the time, which every run of the graph would repeat",
    "pass the time as an input, or read it outside of the step",
  );
}
