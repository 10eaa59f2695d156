/** An array as IDX files hold it: unsigned bytes with a shape. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/**
 * Reads the IDX format of the MNIST family: two zero bytes, the type (8 is unsigned byte), the
 * number of dimensions, each dimension as a big-endian 32-bit integer, then the values.
 *
 * @param name of the file, for messages
 * @throws Error when the bytes are not a complete IDX file of unsigned bytes
 */
export function parseIdx(bytes: Uint8Array, name: string): IdxArray {
  const wrong = (expected: string, found: string) =>
    new Error(`${name} is expected to ${expected} but ${found}; get the file again.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) throw wrong("begin with an IDX header", `has only ${bytes.length} bytes`);
  const magic = view.getUint32(0);
  if (magic >>> 8 !== 8) {
    const header = `0x${magic.toString(16).padStart(8, "0")}`;
    throw wrong("begin with 0x000008 (IDX, unsigned bytes)", `begins with ${header}`);
  }
  const rank = magic & 0xff;
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw wrong(`have ${header} header bytes`, `has only ${bytes.length} bytes`);
  }
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== header + count) {
    throw wrong(
      `hold ${count} values for its shape [${shape.join(", ")}]`,
      `holds ${bytes.length - header}`,
    );
  }
  return { shape, values: bytes.subarray(header) };
}
