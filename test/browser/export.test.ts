// Exported models in a real browser: TF.js's own bundle, "ganvas/layers", and nothing else.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize, resolve } from "node:path";
import * as tf from "@tensorflow/tfjs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mlpGan } from "../../src/gan/index.js";
import * as layers from "../../src/layers/index.js";
import { initializeWeights, ready } from "../../src/tensor/index.js";
import { exportModel, loadNetwork } from "../../src/models/index.js";
import { type Browser, findChromium, openBrowser } from "./chromium.js";

const root = resolve(import.meta.dirname, "../..");
const chromium = findChromium();
const built = existsSync(join(root, "dist/layers/index.js"));
const missing = !chromium ? "no Chromium" : !built ? 'no dist: run "npm run build"' : "";
if (missing) console.warn(`Browser tests are skipped: ${missing}.`);

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
};

/** A page with nothing but the two modules, to compare numbers in. */
const BARE = `<!doctype html><script type="importmap">{"imports": {
  "@tensorflow/tfjs": "/node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js",
  "ganvas/layers": "/dist/layers/index.js"}}</script>
  <script type="module">
    import * as tf from "@tensorflow/tfjs";
    if (location.search !== "?plain") await import("ganvas/layers");
    window.tf = tf;
  </script>`;

/** Serves the repository, and the models under /models. */
function serve(models: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url!, "http://a").pathname));
    const file = path.startsWith("/models/") ? join(models, path.slice(8)) : join(root, path);
    if (path === "/bare") return void response.setHeader("content-type", "text/html").end(BARE);
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    response.end(readFileSync(file));
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

/** A conditional generator with every layer of ours, also those that only discriminators have. */
function everyLayer(): tf.LayersModel {
  const z = tf.input({ shape: [8], name: "z" });
  const label = tf.input({ shape: [3], name: "label" });
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(x) as tf.SymbolicTensor;
  let x = apply(layers.spectralDense({ units: 7 * 7 * 4 }), z);
  x = apply(tf.layers.reshape({ targetShape: [7, 7, 4] }), x);
  x = apply(layers.conditionalBatchNormalization(), [x, label]);
  x = apply(layers.upsampling({ interpolation: "bilinear" }), x);
  x = apply(layers.spectralConv2d({ filters: 6, kernelSize: 3, padding: "same" }), x);
  x = apply(layers.batchNormalization(), x);
  x = apply(layers.minibatchStandardDeviation({ group: 2 }), x);
  x = apply(layers.upsampling(), x);
  const gate = apply(layers.globalSumPooling(), x);
  const scale = apply(tf.layers.dense({ units: 7, activation: "sigmoid" }), gate);
  const gated = apply(tf.layers.multiply(), [
    x,
    apply(tf.layers.reshape({ targetShape: [1, 1, 7] }), scale),
  ]);
  x = apply(
    tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: "same", activation: "tanh" }),
    gated,
  );
  const network = tf.model({ inputs: [z, label], outputs: x });
  initializeWeights(network, 5);
  // As after training: gains, offsets and running statistics are no longer what layers begin with.
  // The running variances stay positive.
  tf.tidy(() => {
    network.setWeights(
      network.weights.map((weight, i) => {
        const low = weight.originalName.includes("variance") ? 0 : -0.2;
        const noise = tf.randomUniform(weight.shape as number[], low, 0.2, "float32", i + 1);
        return weight.read().add(noise);
      }),
    );
  });
  return network;
}

describe.skipIf(missing)("an exported model in a browser", () => {
  const models = mkdtempSync(join(tmpdir(), "ganvas-models-"));
  let server: Server;
  let browser: Browser;
  let page: Page;
  let url: string;
  const networks: Record<string, tf.LayersModel> = {};

  beforeAll(async () => {
    await ready();
    networks.every = everyLayer();
    const gan = mlpGan({ image: [28, 28, 1], latent: 8, seed: 3 });
    networks.gan = gan.ema.network;
    await exportModel(join(models, "every"), networks.every);
    await exportModel(join(models, "gan"), gan);
    await exportModel(join(models, "half"), gan, {}, { weights: "float16" });
    networks.half = (await loadNetwork(join(models, "half"))).network;
    server = await serve(models);
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser(chromium!, { width: 800, height: 900 });
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(models, { recursive: true });
  });

  /** The model's output in the page, on a backend of TF.js there. */
  const inBrowser = (
    model: string,
    backend: string,
    inputs: { shape: number[]; data: number[] }[],
  ) =>
    page.evaluate(
      async ({ model, backend, inputs }) => {
        const { tf } = window as unknown as { tf: typeof import("@tensorflow/tfjs") };
        if (!(await tf.setBackend(backend))) return undefined;
        const network = await tf.loadLayersModel(`/models/${model}/model.json`);
        const given = inputs.map(({ shape, data }) => tf.tensor(data, shape));
        return Array.from((network.predict(given) as import("@tensorflow/tfjs").Tensor).dataSync());
      },
      { model, backend, inputs },
    );

  it.each([
    ["every", "cpu"],
    ["every", "webgl"],
    ["gan", "cpu"],
    ["gan", "webgl"],
    ["half", "cpu"],
  ])("agrees with Node: %s on %s", async (model, backend) => {
    const network = networks[model]!;
    await page.goto(`${url}/bare`);
    await page.waitForFunction("window.tf");
    const z = tf.randomNormal([4, 8], 0, 1, "float32", 1);
    const label = tf.tensor2d([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]); // prettier-ignore
    const inputs = [z, label].slice(0, network.inputs.length);
    const expected = (network.predict(inputs) as tf.Tensor).dataSync();
    const sent = inputs.map((input) => ({ shape: input.shape, data: [...input.dataSync()] }));
    const outputs = await inBrowser(model, backend, sent);
    if (!outputs) return void console.warn(`This Chromium has no ${backend}.`);
    expect(outputs).toHaveLength(expected.length);
    const errors = outputs.map((value, i) => Math.abs(value - expected[i]!));
    expect(Math.max(...errors)).toBeLessThan(1e-4);
    const { mean, variance } = tf.moments(tf.tensor1d([...expected]));
    expect(Math.abs(mean.dataSync()[0]!)).toBeLessThan(0.5);
    expect(variance.dataSync()[0]!).toBeGreaterThan(0.003); // there is something to agree on
  });

  it("needs our entry for our layers only", async () => {
    await page.goto(`${url}/bare?plain`);
    await page.waitForFunction("window.tf");
    const z = [{ shape: [1, 8], data: Array(8).fill(0.5) }];
    expect(await inBrowser("gan", "cpu", z)).toHaveLength(784);
    await expect(inBrowser("every", "cpu", z)).rejects.toThrow(/SpectralDense/);
  });

  it("draws in the example page, with sliders and classes", async () => {
    for (const model of ["gan", "every"]) {
      await page.goto(`${url}/examples/browser/index.html?model=/models/${model}`);
      await page.locator("#status", { hasText: /parameters, drawn by/ }).waitFor();
      const pixels = (id: string) =>
        page.evaluate((id) => (document.getElementById(id) as HTMLCanvasElement).toDataURL(), id);
      const [one, many] = [await pixels("one"), await pixels("many")];
      await page.locator("#sliders input").first().fill("2.5");
      await expect.poll(() => pixels("one")).not.toBe(one);
      await page.locator("#draw").click();
      await expect.poll(() => pixels("many")).not.toBe(many);
      expect(await page.locator("#label option").count()).toBe(model === "every" ? 3 : 0);
      const folder = process.env.GANVAS_SCREENSHOTS;
      if (folder) await page.screenshot({ path: join(folder, `export-${model}.png`) });
    }
    await page.goto(`${url}/examples/browser/index.html?model=/models/none`);
    await page.locator("#status", { hasText: /does not load.*node examples/ }).waitFor();
  });
});
