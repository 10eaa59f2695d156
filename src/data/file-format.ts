/** The formats of pictures that are read. */
const READ = ["PNG", "JPEG", "GIF", "BMP", "WebP", "AVIF"] as const;

/** A format of pictures that is read. */
export type ReadFormat = (typeof READ)[number];

/** "PNG, JPEG, GIF, BMP, WebP and AVIF", with the given word before the last. */
export const readFormats = (word: "and" | "or"): string =>
  `${READ.slice(0, -1).join(", ")} ${word} ${READ.at(-1)}`;

/** How files of a format start, as Latin-1. */
const STARTS: readonly (readonly [format: string, ...starts: string[]])[] = [
  ["PNG", "\x89PNG\r\n\x1a\n"],
  ["JPEG", "\xff\xd8\xff"],
  ["GIF", "GIF8"],
  ["BMP", "BM"],
  ["TIFF", "II*\0", "MM\0*", "II+\0", "MM\0+"], // the last two with 64 bits; most raw photographs, too
  ["JPEG XL", "\xff\x0a", "\0\0\0\x0cJXL "],
  ["JPEG 2000", "\0\0\0\x0cjP  ", "\xff\x4f\xff\x51"],
  ["ICO (icon)", "\0\0\x01\0", "\0\0\x02\0"],
  ["PSD (Photoshop)", "8BPS"],
  ["OpenEXR", "v/1\x01"],
  ["HDR (Radiance)", "#?RADIANCE", "#?RGBE"],
  ["DDS", "DDS "],
  ["QOI", "qoif"],
  ["PNM", ...[1, 2, 3, 4, 5, 6, 7].flatMap((kind) => [`P${kind}\n`, `P${kind} `])],
  ["PDF", "%PDF-"],
];

/** The format of a file by its first bytes, whatever its name; `undefined` when it is unknown. */
export function fileFormat(bytes: Buffer): string | undefined {
  const head = bytes.toString("latin1", 0, 1024);
  const row = STARTS.find(([, ...starts]) => starts.some((start) => head.startsWith(start)));
  if (row) return row[0];
  if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) return "WebP";
  if (head.startsWith("ftyp", 4)) return formatOfBrands(bytes);
  if (/^[^<]{0,9}<(?:!doctype html|html)/i.test(head)) return "HTML";
  return /<svg[\s>]/i.test(head) ? "SVG" : undefined;
}

/** AVIF, HEIC and videos are one kind of container, which names its content in its first box. */
function formatOfBrands(bytes: Buffer): string {
  const brands = bytes.toString("latin1", 8, Math.min(bytes.readUInt32BE(0), 256)).match(/[^]{4}/g);
  const has = (...names: string[]) => brands?.some((brand) => names.includes(brand));
  if (has("avif", "avis")) return "AVIF";
  return has("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1") ? "HEIC" : "video";
}

/** Whether pictures of a format are read. */
export const isRead = (format: string | undefined): format is ReadFormat =>
  (READ as readonly (string | undefined)[]).includes(format);

/** Why a file of a format that is not read is skipped, as words that follow its name. */
export function notRead(format: string | undefined): string {
  if (format === undefined) return `is not a picture in a known format (${readFormats("or")})`;
  if (format === "video") return "is a video, not a picture";
  if (format === "HTML")
    return "is a web page (HTML) instead of a picture: download the picture again";
  return (
    `is in ${format} format, which is not read: convert it to PNG, for example with ImageMagick ` +
    `(${readFormats("and")} are read)`
  );
}
