import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pins } from "../../scripts/setup/pins.mjs";
import { tensorflow } from "../../scripts/setup/steps/tensorflow.mjs";
import { sitePackages, venvFolder } from "../../scripts/setup/venv.mjs";
import { scratch } from "./fixtures.js";

/** As in the wheel's own METADATA, both quotes and both orders of conditions. */
const metadata = `Metadata-Version: 2.4
Name: tensorflow
Version: ${pins.tensorflow}
Requires-Dist: numpy>=1.26.0
Requires-Dist: absl-py>=1.0.0
Provides-Extra: and-cuda
Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"
Requires-Dist: nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == 'and-cuda'
Provides-Extra: gcs-filesystem
Requires-Dist: tensorflow-io-gcs-filesystem>=0.23.1; extra == "gcs-filesystem"
`;

/** Stands in for pip: notes its arguments, and "installs" the wheel's metadata. */
const fakePip = `import json, pathlib, sys
here = pathlib.Path(__file__).parent
with open(here / "pip.log", "a") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
if any(argument.startswith("tensorflow==") for argument in sys.argv):
    folder = here / "tensorflow-${pins.tensorflow}.dist-info"
    folder.mkdir(exist_ok=True)
    (folder / "METADATA").write_text(${JSON.stringify(metadata)})
`;

/** Runs the set-up's TensorFlow step and returns what it asked pip for. */
async function pipCalls(gpu: boolean): Promise<string[][]> {
  const { context } = scratch();
  execFileSync("python3", ["-m", "venv", "--without-pip", venvFolder(context)]);
  const packages = sitePackages(context);
  mkdirSync(packages, { recursive: true });
  writeFileSync(join(packages, "pip.py"), fakePip);
  await tensorflow.run({ ...context, gpu }, { resumed: false });
  const log = readFileSync(join(packages, "pip.log"), "utf8").trim().split("\n");
  return log.map((line) => JSON.parse(line) as string[]);
}

// Elsewhere there is no CUDA build.
describe.skipIf(process.platform !== "linux" || process.arch !== "x64")(
  "the set-up asks pip",
  () => {
    it("for a GPU: for the CUDA wheel, then for the CUDA packages that it names", async () => {
      const [uninstall, wheel, cuda, ...more] = await pipCalls(true);
      expect(uninstall).toEqual(expect.arrayContaining(["uninstall", "tensorflow-cpu"]));
      expect(wheel).toEqual(
        expect.arrayContaining(["--no-deps", `tensorflow==${pins.tensorflow}`]),
      );
      const packages = ["nvidia-cublas-cu12<13.0,>=12.5.3.2", "nvidia-cudnn-cu12<10.0,>=9.3.0.75"];
      expect(cuda).toEqual(["--no-input", "install", ...packages]);
      expect(more).toEqual([]);
    });

    it("for the CPU: for the CPU wheel and nothing else", async () => {
      const [uninstall, wheel, ...more] = await pipCalls(false);
      expect(uninstall).toEqual(expect.arrayContaining(["uninstall", "tensorflow"]));
      expect(wheel).toContain(`tensorflow-cpu==${pins.tensorflow}`);
      expect(more).toEqual([]);
    });
  },
);
