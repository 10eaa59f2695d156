import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { registerPortableKernels } from "./portable/index.js";

/** The backends that Ganvas runs on: native TensorFlow, or WebAssembly where that cannot be had. */
export type BackendName = "tensorflow" | "wasm";

const require = createRequire(import.meta.url);

let failure: unknown;

/** tfjs-node 4.22 calls two helpers that left `node:util` with Node 23; give them back. */
function restoreUtilHelpers(): void {
  const util = require("node:util") as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

/**
 * TensorFlow reports its build flags at every start unless told otherwise, and some of them even
 * then, before it reads the level: the set-up builds a library against that (`quiet-start.cc`).
 */
function quietStart(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2"; // errors
  try {
    const addon = require.resolve("@tensorflow/tfjs-node-gpu/package.json");
    require(join(dirname(addon), "lib/napi-v8/quiet_start.node"));
  } catch {
    // An older set-up did not build it: the reports are printed.
  }
}

function loadNative(): boolean {
  quietStart();
  restoreUtilHelpers();
  try {
    require("@tensorflow/tfjs-node-gpu");
    return true;
  } catch (error) {
    failure = error;
    return false;
  }
}

/**
 * Chooses the backend when the library is imported. `GANVAS_BACKEND` (`tensorflow` or `wasm`)
 * overrides the choice.
 */
function choose(): BackendName {
  const requested = process.env.GANVAS_BACKEND;
  if (requested !== undefined && requested !== "tensorflow" && requested !== "wasm") {
    throw new Error(
      `GANVAS_BACKEND is expected to be "tensorflow" or "wasm" but is "${requested}"; correct or unset it.`,
    );
  }
  if (requested !== "wasm" && loadNative()) return "tensorflow";
  if (requested === "tensorflow") {
    throw new Error(
      `Native TensorFlow was asked for by GANVAS_BACKEND but does not load; run \`npx ganvas setup\` to build it.`,
      { cause: failure },
    );
  }
  require("@tensorflow/tfjs-backend-wasm");
  registerPortableKernels();
  if (requested === undefined) {
    console.warn(
      "Ganvas runs on WebAssembly because native TensorFlow does not load: expect training to be " +
        "ten times slower or more; run `npx ganvas setup` to build it.",
    );
  }
  return "wasm";
}

const FATAL = ["uncaughtException", "unhandledRejection"] as const;

/**
 * Starts the backend. The loader of WebAssembly (Emscripten) makes every unhandled rejection of the
 * whole process fatal, which would end a notebook's kernel; its handlers are taken away again.
 */
async function start(name: BackendName): Promise<boolean> {
  const before = new Set(FATAL.flatMap((event) => process.rawListeners(event)));
  try {
    return await tf.setBackend(name);
  } finally {
    for (const event of FATAL) {
      for (const listener of process.rawListeners(event)) {
        if (!before.has(listener)) process.off(event, listener as () => void);
      }
    }
  }
}

const chosen = choose();
// Started at once, so that the portable backend is often ready before anyone needs it.
const starting = start(chosen);
starting.catch(() => {});

/**
 * Resolves to the backend's name once it can compute.
 *
 * Native TensorFlow is ready as soon as the library is imported; the portable WebAssembly backend
 * compiles first. Loading a data set waits for it too, so calling this is only needed when tensors
 * are used before any data set.
 *
 * @throws Error when the portable backend cannot start.
 */
export async function ready(): Promise<BackendName> {
  if (!(await starting)) {
    throw new Error(
      `The backend "${chosen}" was expected to start but did not; run \`npx ganvas setup\`.`,
    );
  }
  await tf.ready();
  return chosen;
}

/** The name of the chosen backend. */
export function backendName(): BackendName {
  return chosen;
}
