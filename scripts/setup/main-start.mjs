import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setUp } from "./index.mjs";
import { serve } from "./jupyter-lab.mjs";
import { SetupError } from "./setup-error.mjs";

const usage = `npm start -- [options]
  --check        set up and exit
  --no-browser   serve without opening a browser
  --port N       serve at this port
  --gpu, --cpu   TensorFlow for an NVIDIA GPU or for the CPU (default: a GPU where there is a driver)
  --retry        try again what failed before`;

/** @param {string[]} args @throws {SetupError} */
export function readOptions(args) {
  /** @param {string} message */
  const wrong = (message) => new SetupError(`${message}\n${usage}`);
  const flag = /** @type {const} */ ({ type: "boolean", default: false });
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        check: flag,
        "no-browser": flag,
        port: { type: "string" },
        gpu: flag,
        cpu: flag,
        retry: flag,
        help: flag,
      },
    }));
  } catch (error) {
    throw wrong(/** @type {Error} */ (error).message);
  }
  const { gpu, cpu, check, retry, help } = values;
  if (gpu && cpu) throw wrong("Expected --gpu or --cpu, found both.");
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
    throw wrong(`--port takes a number from 1 to 65535, found "${values.port}".`);
  }
  const browser = !values["no-browser"];
  return { check, browser, port, retry, help, gpu: gpu ? true : cpu ? false : undefined };
}

/** Runs `npm start` and ends the process with its exit code. */
export async function main() {
  try {
    const { help, check, browser, port, gpu, retry } = readOptions(process.argv.slice(2));
    if (help) return console.log(usage);
    const projectRoot = fileURLToPath(new URL("../..", import.meta.url));
    const { context } = await setUp({ projectRoot, gpu, retry });
    process.exit(check ? 0 : await serve(context, { browser, port }));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
