/** Random numbers keyed by seed and step: the same eager, captured and after a resume. */
export { randomNormal, randomUniform, truncatedNormal } from "./continuous.js";
export { randomCategorical, randomPermutation, randomUniformInt } from "./discrete.js";
export { dropout, dropoutMask } from "./dropout.js";
export { checkSeed, deriveSeed, type RandomKey } from "./key.js";
export { shuffled } from "./shuffled.js";
