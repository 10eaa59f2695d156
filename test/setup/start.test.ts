import { spawn } from "node:child_process";
import { createServer, type AddressInfo, type Server } from "node:net";
import { describe, expect, test } from "vitest";
import { missing, root } from "../browser/session.js";

/** A server at a port, 0 for any; undefined when the port is taken. */
function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port);
  server?.close();
  return server !== undefined;
}

async function freePort(): Promise<number> {
  const server = await listen(0);
  const { port } = server!.address() as AddressInfo;
  await new Promise((resolve) => server!.close(resolve));
  return port;
}

describe.skipIf(missing || process.platform === "win32")("npm start", { timeout: 180_000 }, () => {
  test("ends JupyterLab when it gets SIGTERM, which npm does not pass on", async () => {
    const port = await freePort();
    const npm = spawn("npm", ["start", "--", "--no-browser", "--port", String(port)], {
      cwd: root,
      detached: true,
    });
    try {
      let printed = "";
      for (const stream of [npm.stdout, npm.stderr]) stream.on("data", (text) => (printed += text));
      await expect.poll(() => printed, { timeout: 120_000 }).toContain("JupyterLab is at");
      expect(await isFree(port)).toBe(false);
      npm.kill("SIGTERM");
      await expect.poll(() => isFree(port), { timeout: 40_000, interval: 500 }).toBe(true);
    } finally {
      try {
        process.kill(-npm.pid!, "SIGKILL");
      } catch {
        // It has ended, as it should.
      }
    }
  });
});
