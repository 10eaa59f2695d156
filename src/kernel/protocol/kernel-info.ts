/** How the kernel introduces itself, with the names by which frontends find their highlighting. */
import { createRequire } from "node:module";

const manifest = createRequire(import.meta.url)("../../../package.json") as { version: string };

/** Content of `kernel_info_reply`. */
export function kernelInfo(typescriptVersion: string): object {
  return {
    status: "ok",
    protocol_version: "5.3",
    implementation: "ganvas",
    implementation_version: manifest.version,
    banner: `TypeScript ${typescriptVersion} on Node ${process.version}, kernel of Ganvas`,
    help_links: [{ text: "TypeScript", url: "https://www.typescriptlang.org/docs/" }],
    language_info: {
      name: "typescript",
      version: typescriptVersion,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      // JupyterLab looks up the mode, the classic notebook the name with its flag.
      codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
      nbconvert_exporter: "script",
    },
  };
}
