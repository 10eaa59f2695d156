import { dcgan28, dcgan64 } from "./dcgan.mjs";
import { gatys256 } from "./gatys256.mjs";
import { stylegan2Block } from "./stylegan2-block.mjs";
import { vae28 } from "./vae28.mjs";
import { wganGp } from "./wgan-gp.mjs";

/** @type {Record<string, (toolkit: import("./training.mjs").Toolkit) => import("./training.mjs").Workload>} */
export const workloads = {
  dcgan28,
  vae28,
  gatys256,
  "stylegan2-block": stylegan2Block,
  dcgan64,
  "wgan-gp": wganGp,
};
