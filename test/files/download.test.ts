import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { download } from "../../src/data/index.js";
import { type Answer, CONTENT, droppedAfter, send, serve, status, whole } from "./server.js";
import { onSmallDisk } from "./small-disk.js";

let folder: string;
const closing: (() => void)[] = [];
let errors: ReturnType<typeof vi.spyOn>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ganvas-download-"));
  errors = vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.splice(0)) close();
  await rm(folder, { recursive: true, force: true });
});

async function server(...answers: Answer[]) {
  const started = await serve(...answers);
  closing.push(started.close);
  return started;
}
const quick = { backoff: 0.001, timeout: 0.2 };
const part = () => join(folder, "file.bin.part");

async function expectWhole(path: string): Promise<void> {
  expect((await readFile(path)).equals(CONTENT)).toBe(true);
  expect(await readdir(folder)).toEqual(["file.bin"]);
}

describe("download", () => {
  test("brings the file once, with progress", async () => {
    const { file, ranges } = await server(whole);
    const seen: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => {
      expect(total).toBe(CONTENT.length);
      seen.push(done);
    };
    await expectWhole(await download(file, folder, { ...quick, onProgress }));
    expect(seen.at(-1)).toBe(CONTENT.length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(errors).not.toHaveBeenCalled();
    await download(file, folder, quick);
    expect(ranges).toEqual([undefined]);
  });

  test("says on stderr what it has done", async () => {
    const { file } = await server(whole);
    await download(file, folder, quick);
    expect(errors.mock.calls.map(([text]: unknown[]) => String(text)).join("")).toMatch(
      /^Downloading file\.bin: 0\.2 of 0\.2 MB · done after \d+ s\n$/,
    );
  });

  test("replaces a damaged file", async () => {
    const { file } = await server(whole);
    await writeFile(join(folder, "file.bin"), CONTENT.subarray(1));
    await expectWhole(await download(file, folder, quick));
  });

  test("goes on where a connection was dropped, as often as there is progress", async () => {
    const drops = Array.from({ length: 6 }, () => droppedAfter(30_000));
    const { file, ranges } = await server(...drops, whole);
    await expectWhole(await download(file, folder, { ...quick, attempts: 2 }));
    expect(ranges[0]).toBeUndefined();
    expect(ranges).toHaveLength(7);
    for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d+-$/);
  });

  test("goes on from what an earlier program left", async () => {
    await writeFile(part(), CONTENT.subarray(0, 150_000));
    const { file, ranges } = await server(whole);
    await expectWhole(await download(file, folder, quick));
    expect(ranges).toEqual(["bytes=150000-"]);
  });

  const zeros: Answer = (response, start) =>
    send(response, start, Buffer.alloc(CONTENT.length - start));
  const otherStart: Answer = (response, start) =>
    response
      .writeHead(206, {
        "Content-Range": `bytes ${start + 5}-${CONTENT.length - 1}/${CONTENT.length}`,
      })
      .end(CONTENT.subarray(start + 5));
  const otherTotal: Answer = (response, start) =>
    response
      .writeHead(206, {
        "Content-Range": `bytes ${start}-${CONTENT.length + 6}/${CONTENT.length + 7}`,
      })
      .end(Buffer.alloc(CONTENT.length + 7 - start));
  const noRanges: Answer = (response) => send(response, 0, CONTENT);
  test.each<[string, Buffer, Answer[], string[]]>([
    ["the part is not of this file", Buffer.alloc(150_000), [whole], ["bytes=150000-", ""]],
    ["the part is too long", Buffer.alloc(300_000), [whole], [""]],
    ["the part is as long as the file", Buffer.alloc(200_000), [whole], [""]],
    ["the server knows no ranges", CONTENT.subarray(0, 9), [noRanges], ["bytes=9-"]],
    [
      "the server sends another range",
      CONTENT.subarray(0, 9),
      [otherStart, whole],
      ["bytes=9-", ""],
    ],
    [
      "the range is of a file of another size",
      CONTENT.subarray(0, 9),
      [otherTotal, whole],
      ["bytes=9-", ""],
    ],
    ["the range has other bytes", CONTENT.subarray(0, 9), [zeros, whole], ["bytes=9-", ""]],
    [
      "the server refuses the range",
      CONTENT.subarray(0, 9),
      [status(416), whole],
      ["bytes=9-", ""],
    ],
  ])("starts over when %s", async (_, left, answers, asked) => {
    await writeFile(part(), left);
    const { file, ranges } = await server(...answers);
    await expectWhole(await download(file, folder, quick));
    expect(ranges.map((range) => range ?? "")).toEqual(asked);
  });

  test("tries again after 500, 503 and silence", async () => {
    const silence: Answer = () => undefined;
    const { file, ranges } = await server(status(500), silence, status(503), whole);
    await expectWhole(await download(file, folder, { ...quick, attempts: 4 }));
    expect(ranges).toHaveLength(4);
  });

  test("takes the second address when the first does not have the file", async () => {
    const [gone, good] = [await server(status(404)), await server(whole)];
    await expectWhole(await download({ ...good.file, urls: [gone.url, good.url] }, folder, quick));
    expect(gone.ranges).toHaveLength(1);
  });

  test.each<[string, Answer, string, number]>([
    ["404", status(404), "answers 404 Not Found", 1],
    ["500 for ever", status(500), "answers 500 Internal Server Error", 3],
    ["wrong bytes", zeros, "sent 200000 bytes with another checksum", 1],
    [
      "too much",
      (response) => response.end(Buffer.alloc(300_000)),
      "sends more than 200000 bytes",
      1,
    ],
    [
      "a shorter file",
      (response) => response.end(Buffer.alloc(1000)),
      "ended after 1000 of 200000 bytes",
      4,
    ],
    ["silence for ever", () => undefined, "sent nothing for 0.2 s", 3],
  ])("says what is wrong: %s", async (_, answer, reason, requests) => {
    const { file, url, ranges } = await server(answer);
    const failed = download(file, folder, quick);
    await expect(failed).rejects.toThrow(
      `file.bin is expected to be downloaded (0.2 MB) but could not be: ${url} ${reason}`,
    );
    await expect(failed).rejects.toThrow("set GANVAS_DATA to the folder that holds it");
    expect(ranges).toHaveLength(requests);
    expect(await readdir(folder)).not.toContain("file.bin");
    expect(await readdir(folder)).not.toContain("file.bin.lock");
  });

  test("offline: says so, and keeps what has arrived", async () => {
    await writeFile(part(), CONTENT.subarray(0, 100_000));
    const { file, close } = await server(whole);
    close();
    await expect(download(file, folder, quick)).rejects.toThrow(
      /cannot be reached \(ECONNREFUSED\)\. Check the connection and run this again \(it resumes after the first 0\.1 MB/,
    );
    expect((await stat(part())).size).toBe(100_000);
  });

  test("an interruption keeps what has arrived", async () => {
    const stop = new AbortController();
    const { file, ranges } = await server((response, start) => {
      response.writeHead(200, { "Content-Length": CONTENT.length - start });
      response.write(CONTENT.subarray(0, 50_000));
    }, whole);
    const onProgress = () => stop.abort(new Error("stopped by the user"));
    const interrupted = download(file, folder, { ...quick, signal: stop.signal, onProgress });
    await expect(interrupted).rejects.toThrow("stopped by the user");
    expect(await readdir(folder)).toEqual(["file.bin.part"]);
    await expectWhole(await download(file, folder, quick));
    expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
  });

  test("two programs do not fetch it twice", async () => {
    const { file, ranges } = await server(whole);
    const paths = await Promise.all([download(file, folder, quick), download(file, folder, quick)]);
    expect(paths[0]).toBe(paths[1]);
    expect(ranges).toHaveLength(1);
    await expectWhole(paths[0]);
  });

  const killed = () => spawnSync(process.execPath, ["-e", ""]).pid;
  test.each([
    ["at once on this computer", () => `${hostname()} ${killed()} x`, new Date()],
    ["after a while on another one", () => "elsewhere 1 x", new Date(0)],
  ])("a lock that a killed program has left is taken over: %s", async (_, owner, touched) => {
    const { file } = await server(whole);
    const lock = join(folder, "file.bin.lock");
    await writeFile(lock, owner());
    await utimes(lock, touched, touched);
    await expectWhole(await download(file, folder, quick));
  });

  test.each([() => `${hostname()} ${process.pid} x`, () => "elsewhere 1 x", () => ""])(
    "a lock of a program that runs is left to it",
    async (owner) => {
      const { file, ranges } = await server(whole);
      const lock = join(folder, "file.bin.lock");
      await writeFile(lock, owner());
      const stop = AbortSignal.timeout(100);
      const waiting = download(file, folder, { ...quick, signal: stop });
      await expect(waiting).rejects.toThrow("timeout");
      expect(await readFile(lock, "utf8")).toBe(owner());
      expect(ranges).toEqual([]);
    },
  );

  test("a folder that is a file is said to be", async () => {
    const { file } = await server(whole);
    const wrong = join(folder, "a-file");
    await writeFile(wrong, "");
    await expect(download(file, wrong, quick)).rejects.toThrow(
      `${wrong} is expected to be a folder for downloads that can be written but is not (EEXIST); set GANVAS_CACHE`,
    );
  });
});

describe("a disk", () => {
  test("that is full is said to be, and the download goes on when there is room", async ({
    skip,
  }) => {
    const mounted = await onSmallDisk(folder, "size=128k", async (disk) => {
      const { file, ranges } = await server(whole);
      await expect(download(file, disk, quick)).rejects.toThrow(
        `${disk} is expected to have room for file.bin but its disk is full; free some space, or set GANVAS_CACHE`,
      );
      const { size } = await stat(part());
      expect(size).toBeGreaterThan(60_000);
      expect((await readFile(part())).equals(CONTENT.subarray(0, size))).toBe(true);
      await expect(download(file, disk, quick)).rejects.toThrow("its disk is full"); // still
      expect(await readdir(disk)).toEqual(["file.bin.part"]);
      spawnSync("mount", ["-o", "remount,size=1m", disk]);
      await expectWhole(await download(file, disk, quick));
      expect(ranges.at(-1)).toBe(`bytes=${size}-`);
    });
    if (!mounted) skip("a small file system can be mounted only by root");
  });

  test("that may only be read is said to be", async ({ skip }) => {
    const mounted = await onSmallDisk(folder, "ro", async (disk) => {
      const { file } = await server(whole);
      await expect(download(file, disk, quick)).rejects.toThrow(
        "can be written but is not (EROFS); set GANVAS_CACHE to one that you may write to",
      );
    });
    if (!mounted) skip("a read-only file system can be mounted only by root");
  });
});
