import * as tf from "@tensorflow/tfjs";

/** Weights as bytes with their names and shapes, as `tf.io` has them. */
export interface StoredWeights {
  readonly bytes: Uint8Array;
  readonly specs: tf.io.WeightsManifestEntry[];
}

/**
 * The same weights with 16 bits for each float32 number (IEEE 754 binary16, `float16` in TF.js's
 * format): every loader of TF.js reads them. Other types stay as they are.
 *
 * @throws RangeError when a weight is too large for 16 bits, or not finite
 */
export function inHalfPrecision({ bytes, specs }: StoredWeights): StoredWeights {
  const parts: Uint8Array[] = [];
  let offset = 0;
  const halved = specs.map((spec) => {
    const length = tf.util.sizeFromShape(spec.shape) * tf.util.bytesPerElement(spec.dtype);
    const values = Uint8Array.from(bytes.subarray(offset, (offset += length)));
    if (spec.dtype !== "float32") {
      parts.push(values);
      return spec;
    }
    parts.push(new Uint8Array(halves(new Float32Array(values.buffer), spec.name).buffer));
    return { ...spec, quantization: { dtype: "float16" as const } };
  });
  return { bytes: Buffer.concat(parts), specs: halved };
}

/** The bits of the nearest binary16 numbers; of two equally near ones, of the even one. */
function halves(values: Float32Array, name: string): Uint16Array {
  const bits = new Uint32Array(values.buffer);
  return Uint16Array.from(values, (value, index) => {
    const sign = (bits[index]! >>> 16) & 0x8000;
    // The exponent of float32; below 2^-14 the 16-bit numbers are 2^-24 apart.
    const exponent = Math.max(((bits[index]! >>> 23) & 0xff) - 127, -14);
    const steps = roundToEven(Math.abs(value) / 2 ** (exponent - 10)); // normal numbers: 1024 to 2048
    const half = ((exponent + 14) << 10) + steps; // 2048 carries into the exponent
    if (half < 0x7c00) return sign | half;
    throw new RangeError(
      `Weights are expected to be finite and at most 65,504 to be stored as float16 but ${name} ` +
        `holds ${value}; store them as float32.`,
    );
  });
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const fraction = value - below;
  return fraction > 0.5 || (fraction === 0.5 && below % 2 === 1) ? below + 1 : below;
}
