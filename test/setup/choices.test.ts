import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cleanEnvironment } from "../../scripts/setup/environment.mjs";
import { firstPage, serverArguments } from "../../scripts/setup/jupyter-lab.mjs";
import { readOptions } from "../../scripts/setup/main-start.mjs";
import { closingLine } from "../../scripts/setup/main-test.mjs";
import { packageFolder } from "../../scripts/setup/packages.mjs";
import { compilerArguments, searchPath } from "../../scripts/setup/steps/addon.mjs";
import { chooseWheel, hasNvidiaDriver } from "../../scripts/setup/wheel.mjs";
import { scratch } from "./fixtures.js";

describe("the TensorFlow wheel", () => {
  it.each([
    ["linux", "x64", false, "tensorflow-cpu==2.21.0", false],
    ["linux", "x64", true, "tensorflow==2.21.0", true],
    ["linux", "arm64", false, "tensorflow==2.21.0", false],
    ["darwin", "arm64", false, "tensorflow==2.21.0", false],
  ])("%s %s, GPU %s: %s", (platform, arch, gpu, requirement, cuda) => {
    expect(chooseWheel({ platform, arch, gpu })).toMatchObject({ requirement, cuda });
  });

  it.each([
    ["win32", "x64", false, "no build of native TensorFlow for win32 on x64"],
    ["darwin", "x64", false, "no build of native TensorFlow for darwin on x64"],
    ["linux", "riscv64", false, "no build of native TensorFlow for linux on riscv64"],
    ["linux", "arm64", true, "leave out --gpu"],
    ["darwin", "arm64", true, "leave out --gpu"],
  ])("%s %s, GPU %s: %s", (platform, arch, gpu, said) => {
    expect(() => chooseWheel({ platform, arch, gpu })).toThrow(said);
  });

  it.skipIf(process.platform !== "linux" || process.arch !== "x64")(
    "sees a driver by its file or by nvidia-smi",
    async () => {
      const { context, program, root } = scratch();
      const none = join(root, "none");
      expect(await hasNvidiaDriver(context, none)).toBe(false);
      expect(await hasNvidiaDriver(context, context.projectRoot)).toBe(true);
      program("nvidia-smi", "echo NVIDIA-SMI has failed; exit 9");
      expect(await hasNvidiaDriver(context, none)).toBe(false);
      program("nvidia-smi", "echo 'GPU 0: Some Card (UUID: GPU-1)'");
      expect(await hasNvidiaDriver(context, none)).toBe(true);
    },
  );
});

describe("the addon", () => {
  const addon = "/a b/node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node";
  const folder = "/a b/.ganvas/python/lib/python3.12/site-packages/tensorflow";

  it("looks for TensorFlow in the wheel's own folder, where the wheel finds CUDA", () => {
    const path = "../../../../../.ganvas/python/lib/python3.12/site-packages/tensorflow";
    expect(searchPath(addon, folder, "linux")).toBe(`$ORIGIN/${path}`);
    expect(searchPath(addon, folder, "darwin")).toBe(`@loader_path/${path}`);
  });

  it("is linked against the wheel's files, each path one argument", () => {
    const files = [`${folder}/libtensorflow_cc.so.2`, `${folder}/libtensorflow_framework.so.2`];
    const args = compilerArguments({
      folder: "/a b/node_modules/@tensorflow/tfjs-node-gpu",
      headers: "/a b/headers",
      output: "out.node",
      tensorflow: { folder, include: `${folder}/include`, files },
      platform: "linux",
    });
    expect(args).toEqual(expect.arrayContaining([...files, "-shared", "/a b/headers", "out.node"]));
    expect(args[args.indexOf("-rpath") + 2]).toBe(searchPath(addon, folder, "linux"));
  });
});

describe("the children's environment", () => {
  it("drops what misleads and keeps proxies and package settings", () => {
    const env = cleanEnvironment({
      PATH: "/x",
      PYTHONPATH: "/p",
      VIRTUAL_ENV: "/v",
      CONDA_PREFIX: "/c",
      NODE_PATH: "/n",
      HTTPS_PROXY: "http://proxy:1",
      PIP_INDEX_URL: "file:///index",
    });
    for (const name of ["PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "NODE_PATH"]) {
      expect(env).not.toHaveProperty(name);
    }
    expect(env).toMatchObject({
      HTTPS_PROXY: "http://proxy:1",
      PIP_INDEX_URL: "file:///index",
      PIP_USER: "0",
      TF_CPP_MIN_LOG_LEVEL: "2",
    });
    expect(env.PATH).toMatch(/:\/x$/);
  });
});

describe("npm start's options", () => {
  it("reads them", () => {
    expect(readOptions([])).toMatchObject({ check: false, browser: true, gpu: undefined });
    expect(readOptions(["--no-browser", "--port", "9000", "--cpu"])).toMatchObject({
      browser: false,
      port: 9000,
      gpu: false,
    });
  });
  it.each([["--gpu", "--cpu"], ["--port", "x"], ["--port=70000"], ["--nonsense"], ["word"]])(
    "refuses %s %s and shows the usage",
    (...args) => {
      expect(() => readOptions(args.filter((arg) => arg !== undefined))).toThrow(
        /npm start -- \[options]/,
      );
    },
  );
});

describe("JupyterLab", () => {
  it("opens at the first lesson", () => {
    const { root } = scratch();
    expect(firstPage(root)).toBe("/lab");
    for (const name of ["02-b.ipynb", "01-a b.ipynb", "notes.md"])
      writeFileSync(join(root, name), "");
    expect(firstPage(root)).toBe("/lab/tree/01-a%20b.ipynb");
  });

  it("takes exactly the port that was asked for", () => {
    const { root } = scratch();
    const args = serverArguments(root, { browser: false, port: 9000 });
    expect(args).toEqual(
      expect.arrayContaining([
        "--ServerApp.port=9000",
        "--ServerApp.port_retries=0",
        "--no-browser",
      ]),
    );
    expect(serverArguments(root, { browser: true }).join(" ")).not.toMatch(/no-browser|port=/);
  });
});

describe("the closing line of npm test", () => {
  it("counts tests, and files that could not be loaded", () => {
    expect(closingLine({ numPassedTests: 7, numFailedTests: 0 })).toBe("7 passed, 0 failed");
    const broken = { status: "failed", assertionResults: [] };
    const counts = { numPassedTests: 7, numFailedTests: 2, numPendingTests: 1 };
    expect(closingLine({ ...counts, testResults: [broken] })).toBe("7 passed, 3 failed, 1 skipped");
  });
});

describe("packageFolder", () => {
  it("looks upwards, as Node does", () => {
    const { context } = scratch();
    const from = join(context.projectRoot, "node_modules", "ganvas");
    const hoisted = join(context.projectRoot, "node_modules", "@a", "b");
    for (const folder of [from, hoisted]) mkdirSync(folder, { recursive: true });
    expect(packageFolder(from, "@a/b")).toBeUndefined();
    writeFileSync(join(hoisted, "package.json"), "{}");
    expect(packageFolder(from, "@a/b")).toBe(hoisted);
  });
});
