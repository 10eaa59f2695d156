import type { Progress } from "../display/progress-line.js";

/** A file on the network that is known to the byte. */
export interface RemoteFile {
  /** Its name in the folder of downloads. */
  readonly name: string;
  /** Where it is, tried in this order. */
  readonly urls: readonly string[];
  /** Its size. */
  readonly bytes: number;
  /** SHA-256 of the whole file, in hexadecimal. */
  readonly sha256: string;
}

/** Options of {@link download}. */
export interface DownloadOptions {
  /** Called with bytes done and in all; default a line that updates itself. */
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the download, keeping what has arrived; default the interruption of the running cell. */
  readonly signal?: AbortSignal | undefined;
  /** How many times in a row to try without a single new byte, for each address; default 3. */
  readonly attempts?: number;
  /** Seconds to wait before the second try, doubled for each further one; default 1. */
  readonly backoff?: number;
  /** Seconds without a byte after which a connection counts as dead; default 30. */
  readonly timeout?: number;
}
