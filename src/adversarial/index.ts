/** What every game of a generator and a discriminator shares: networks as types, and regularizers. */
export type { Conditioning, Discriminator } from "./networks.js";
export * from "./regularizers/index.js";
