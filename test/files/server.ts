import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { RemoteFile } from "../../src/data/index.js";

/** How a server answers one request. `start` is where the asked range begins, 0 without one. */
export type Answer = (response: ServerResponse, start: number, request: IncomingMessage) => void;

/** A file of 200,000 bytes that no part of is like another. */
export const CONTENT = Buffer.from(
  Uint32Array.from({ length: 50_000 }, (_, i) => i * 2654435761).buffer,
);

/** The whole file, or the range from `start`. */
export const whole: Answer = (response, start) => send(response, start, CONTENT.subarray(start));

/** Says that it sends all, and drops the connection after `count` bytes. */
export function droppedAfter(count: number): Answer {
  return (response, start) => {
    head(response, start, CONTENT.length - start);
    response.write(CONTENT.subarray(start, start + count), () => {
      setTimeout(() => response.socket?.destroy(), 20); // after the bytes have arrived
    });
  };
}

/** A response of an error. */
export function status(code: number): Answer {
  return (response) => response.writeHead(code).end("no");
}

export function send(response: ServerResponse, start: number, bytes: Uint8Array): void {
  head(response, start, bytes.length);
  response.end(bytes);
}

function head(response: ServerResponse, start: number, length: number): void {
  const range = { "Content-Range": `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}` };
  response.writeHead(start ? 206 : 200, { "Content-Length": length, ...(start && range) });
}

/** A server that gives the answers one after the other, the last one again and again. */
export async function serve(...answers: Answer[]) {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    ranges.push(range);
    const answer = answers[Math.min(ranges.length, answers.length) - 1]!;
    answer(response, Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0), request);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.bin`;
  const file: RemoteFile = {
    name: "file.bin",
    urls: [url],
    bytes: CONTENT.length,
    sha256: createHash("sha256").update(CONTENT).digest("hex"),
  };
  return {
    file,
    url,
    /** The `Range` header of each request. */
    ranges,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
