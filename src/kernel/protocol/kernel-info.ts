/** The kernel's description of itself, with the names by which frontends choose highlighting. */
import { createRequire } from "node:module";
import { PROTOCOL } from "./wire.js";

const nodeMajor = process.versions.node.split(".")[0];
const manifest = createRequire(import.meta.url)("../../../package.json") as { version: string };

/** Content of `kernel_info_reply`. */
export function kernelInfo(typescriptVersion: string): object {
  return {
    status: "ok",
    protocol_version: PROTOCOL,
    implementation: "ganvas",
    implementation_version: manifest.version,
    banner: `TypeScript ${typescriptVersion} on Node ${process.version}, kernel of Ganvas`,
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "Node.js", url: `https://nodejs.org/docs/latest-v${nodeMajor}.x/api/` },
      { text: "TensorFlow.js", url: "https://js.tensorflow.org/api/latest/" },
    ],
    debugger: false,
    // Optional parts of the protocol since 5.5, such as "debugger" and "kernel subshells": none.
    supported_features: [],
    language_info: {
      name: "typescript",
      version: typescriptVersion,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      // A string, not an object: JupyterLab 4 reads only an object's name, and the name that older
      // notebooks use for TypeScript ("javascript", with a flag) means plain JavaScript there.
      codemirror_mode: "typescript",
      nbconvert_exporter: "script",
    },
  };
}
