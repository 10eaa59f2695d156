import { open, stat } from "node:fs/promises";
import type { DownloadOptions } from "./remote-file.js";

/** A fault of network or server, in words that go on from the address. */
export class ServerFault extends Error {
  constructor(
    message: string,
    /** Whether this address is not worth another try. */
    readonly final = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Fetches what a partial file lacks, and appends it.
 *
 * @param part path of the partial file; made when it is not there, emptied when it cannot be continued
 * @param bytes of the whole file
 * @throws ServerFault when the part is not whole afterwards; what has arrived is kept
 */
export async function fetchRest(
  url: string,
  part: string,
  bytes: number,
  options: DownloadOptions,
): Promise<void> {
  const there = await stat(part).then(
    ({ size }) => size,
    () => 0,
  );
  if (there === bytes) return;
  // A part that is too long is not of this file.
  if (there < bytes && (await fetchFrom(there, url, part, bytes, options))) return;
  await fetchFrom(0, url, part, bytes, options);
}

/** @returns `false` when the server does not go on from `done`; the part is as it was then */
async function fetchFrom(
  done: number,
  url: string,
  part: string,
  bytes: number,
  { onProgress, signal, timeout = 30 }: DownloadOptions,
): Promise<boolean> {
  let reached = false;
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), timeout * 1000);
  const either = AbortSignal.any(signal ? [silence.signal, signal] : [silence.signal]);
  try {
    const response = await fetch(url, {
      // Without "identity" a server may send a .gz file as a compressed text.
      headers: { "Accept-Encoding": "identity", ...(done && { Range: `bytes=${done}-` }) },
      signal: either,
    });
    reached = true;
    const start = startOf(response, done, bytes);
    if (start === undefined) {
      await response.body?.cancel();
      return false;
    }
    done = start;
    const handle = await open(part, done > 0 ? "a" : "w");
    try {
      for await (const chunk of response.body ?? []) {
        timer.refresh();
        const bound = chunk.subarray(0, bytes - done);
        await handle.appendFile(bound);
        done += bound.length;
        onProgress?.({ done, total: bytes });
        if (bound.length < chunk.length)
          throw new ServerFault(`sends more than ${bytes} bytes`, true);
      }
      await handle.datasync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (silence.signal.aborted) throw new ServerFault(`sent nothing for ${timeout} s`);
    // fetch() throws a TypeError for all faults of the network; other errors are the disk's.
    if (error instanceof TypeError) {
      const what = reached ? `broke off after ${done} of ${bytes} bytes` : "cannot be reached";
      throw new ServerFault(`${what} (${causeOf(error)})`, false, { cause: error });
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
  if (done < bytes) throw new ServerFault(`ended after ${done} of ${bytes} bytes`);
  return true;
}

/**
 * The offset of the response's bytes: `done` when the server resumes there, 0 when it
 * starts again; `undefined` when it sends another range than the one requested.
 *
 * @throws ServerFault when the response is not the file
 */
function startOf(response: Response, done: number, bytes: number): number | undefined {
  const { status, statusText } = response;
  if (status === 200) return 0;
  if (status === 206 && done > 0) {
    const range = response.headers.get("Content-Range") ?? "";
    return new RegExp(`^bytes ${done}-\\d+/(${bytes}|\\*)$`).test(range) ? done : undefined;
  }
  if (status === 416 && done > 0) return undefined;
  const passing = status === 408 || status === 429 || status >= 500;
  throw new ServerFault(`answers ${status} ${statusText}`.trim(), !passing);
}

function causeOf(error: TypeError): string {
  const cause = error.cause as { code?: string; message?: string } | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}
