/** The kernel spec: the small file by which Jupyter knows how to start the kernel. */
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { writeLogos } from "./logo.js";

export interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The name under which tslab's own kernel is known too, so that notebooks open with either. */
export const NAME = "tslab";

/** The kernel's entry in this installation. */
export const launcher = fileURLToPath(new URL("../kernel/launch.js", import.meta.url));

/** Writes the spec atomically, with its icons, into a folder of kernels; returns the file's path. */
export function writeSpec(kernels: string): string {
  if (!fs.existsSync(launcher))
    throw new Error(`Expected the built kernel at ${launcher}, found nothing: run npm run build.`);
  const spec = {
    argv: [process.execPath, launcher, "{connection_file}"],
    display_name: "TypeScript (Ganvas)",
    language: "typescript",
    interrupt_mode: "message",
    env: { TF_CPP_MIN_LOG_LEVEL: "2" }, // TensorFlow reports its start-up in capital letters
  };
  const folder = path.join(kernels, NAME);
  const file = path.join(folder, "kernel.json");
  const draft = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(folder, { recursive: true });
    writeLogos(folder);
    fs.writeFileSync(draft, JSON.stringify(spec, null, 2) + "\n");
    fs.renameSync(draft, file);
  } catch (cause) {
    if (fs.existsSync(draft)) fs.rmSync(draft);
    const message = `Expected to write ${file}, found ${reason(cause)}: choose another --prefix.`;
    throw new Error(message, { cause });
  }
  return file;
}

/** The spec in a folder of kernels, or undefined when there is none that can be read. */
export function findSpec(kernels: string): KernelSpec | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(kernels, NAME, "kernel.json"), "utf8"));
  } catch {
    return undefined;
  }
}

/** Whether a spec starts a kernel of Ganvas, of this or another installation. */
export function isOurs(spec: KernelSpec): boolean {
  return (spec.argv ?? []).some((word) => /[\\/]dist[\\/]kernel[\\/]launch\.js$/.test(word));
}

/** Removes the spec from a folder of kernels, unless it is not ours; gives the folder removed. */
export function removeSpec(kernels: string): string {
  const folder = path.join(kernels, NAME);
  const spec = findSpec(kernels);
  if (!spec) throw new Error(`Expected a kernel in ${folder}, found none: see ganvas kernel list.`);
  if (!isOurs(spec))
    throw new Error(
      `Expected Ganvas's kernel in ${folder}, found "${spec.display_name}": remove it by hand.`,
    );
  fs.rmSync(folder, { recursive: true });
  return folder;
}

function reason(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
