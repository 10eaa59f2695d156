/** A kernel started for a short conversation, in Jupyter's protocol but without Jupyter. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { decode, encode, type Message } from "../../kernel/protocol/wire.js";
import type { KernelSpec } from "../kernel-spec.js";

/** The part of zeromq that is used here. It is a dependency of tslab, not of ours. */
interface Dealer {
  receiveTimeout: number;
  connect(address: string): void;
  send(frames: (string | Buffer)[]): Promise<void>;
  receive(): Promise<Buffer[]>;
  close(): void;
}

const requireOfTslab = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"));

const PORTS = ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"] as const;

export class Conversation {
  private constructor(
    private readonly shell: Dealer,
    private readonly key: string,
    private readonly end: () => void,
  ) {}

  /**
   * Starts the kernel in the current folder.
   *
   * @param patience how long to wait for any answer, in milliseconds
   */
  static async start(spec: KernelSpec, patience: number): Promise<Conversation> {
    const { Dealer } = requireOfTslab("zeromq") as { Dealer: new () => Dealer };
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ganvas-doctor-"));
    const file = path.join(folder, "connection.json");
    const key = randomUUID();
    const ports = Object.fromEntries(
      await Promise.all(PORTS.map(async (name) => [name, await freePort()] as const)),
    ) as Record<(typeof PORTS)[number], number>;
    const connection = { ...ports, key, ip: "127.0.0.1", transport: "tcp" };
    const content = { ...connection, signature_scheme: "hmac-sha256" };
    fs.writeFileSync(file, JSON.stringify(content), { mode: 0o600 });

    const [program = "", ...words] = spec.argv.map((w) => w.replace("{connection_file}", file));
    const env = { ...process.env, ...spec.env };
    const kernel = spawn(program, words, { env, stdio: ["ignore", "ignore", "pipe"] });
    let complaint = "";
    kernel.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
    const shell = new Dealer();
    shell.receiveTimeout = patience;
    const end = (): void => {
      kernel.kill("SIGKILL");
      shell.close();
      fs.rmSync(folder, { recursive: true, force: true });
    };
    const failed = new Promise<never>((_, reject) => {
      kernel.once("error", reject);
      kernel.once("exit", () => reject(new Error(complaint.trim() || "it ended without a word")));
    });
    const conversation = new Conversation(shell, key, end);
    shell.connect(`tcp://127.0.0.1:${ports.shell_port}`);
    try {
      await Promise.race([conversation.request("kernel_info_request", {}), failed]);
    } catch (error) {
      end();
      throw error;
    }
    failed.catch(() => {}); // from now on a silent kernel is noticed by its silence
    return conversation;
  }

  /** Sends a request and gives the content of its reply. @throws Error when none comes in time */
  async request(type: string, content: object): Promise<Message["content"]> {
    await this.shell.send(encode(this.key, [], type, {}, content));
    try {
      return decode(this.key, await this.shell.receive()).content;
    } catch (cause) {
      throw new Error(`it did not answer ${type} in time`, { cause });
    }
  }

  /** The value of an expression, as text. */
  async evaluate(expression: string): Promise<string> {
    const reply = await this.request("execute_request", {
      code: "",
      silent: true,
      user_expressions: { value: expression },
    });
    const { value } = reply["user_expressions"] as Record<
      string,
      { data?: { "text/plain"?: string }; evalue?: string }
    >;
    if (!value?.data) throw new Error(value?.evalue ?? "it gave no value");
    return value.data["text/plain"] ?? "";
  }

  close(): void {
    this.end();
  }
}

/** A port that nothing listens on now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
