/** Run as a program, `node load-canvas.mjs <package root>`: draws a picture, or fails. */
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const require = createRequire(join(resolve(process.argv[2] ?? "."), "package.json"));
const canvas = require("canvas").createCanvas(8, 8);
canvas.getContext("2d").fillText("a", 1, 7);
if (canvas.toBuffer("image/png").readUInt32BE(0) !== 0x89504e47) throw new Error("not a PNG");
