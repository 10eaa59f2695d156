/** Node's headers for node-gyp, which would otherwise download them. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { packageFolder } from "./packages.mjs";
import { Trouble } from "./trouble.mjs";

/** @typedef {Pick<import("./context.mjs").Context, "home" | "packageRoot">} Place */

/**
 * The folder with node_api.h. Node-API is the same for every Node, so one set of headers serves.
 *
 * @param {Place} place
 */
export function nodeApiHeaders({ packageRoot }) {
  const folder = packageFolder(packageRoot, "node-api-headers");
  if (folder !== undefined) return join(folder, "include");
  const own = ownHeaders();
  if (own !== undefined) return own;
  throw new Trouble("Node's headers were not found: run `npm install node-api-headers`.");
}

/** The headers that came with this Node, where they did. */
function ownHeaders() {
  const folder = resolve(dirname(process.execPath), "..", "include", "node");
  return existsSync(join(folder, "node_api.h")) ? folder : undefined;
}

const commonGypi = `{
  'target_defaults': {
    'default_configuration': 'Release',
    'configurations': {
      'Release': { 'cflags': ['-O3'], 'xcode_settings': { 'GCC_OPTIMIZATION_LEVEL': '3' } },
    },
    'cflags': ['-fPIC', '-pthread'],
    'cflags_cc': ['-std=gnu++17'],
    'ldflags': ['-pthread'],
    'xcode_settings': { 'CLANG_CXX_LANGUAGE_STANDARD': 'gnu++17' },
  },
}
`;

/** canvas needs one constant of Node's C++ headers: the largest buffer. 2 GiB hold everywhere. */
const nodeBuffer = `#pragma once
#include <cstddef>
namespace node { namespace Buffer { static const std::size_t kMaxLength = 0x7fffffff; } }
`;

/**
 * A folder to give to node-gyp as --nodedir: that of this Node where it came with headers, else one
 * put together from the Node-API headers.
 *
 * @param {Place} place
 */
export function nodeDirectory(place) {
  const own = ownHeaders();
  if (own !== undefined && existsSync(join(own, "common.gypi"))) return resolve(own, "..", "..");
  const root = join(place.home, "headers");
  const include = join(root, "include", "node");
  mkdirSync(include, { recursive: true });
  const from = nodeApiHeaders(place);
  for (const name of readdirSync(from)) {
    if (name.endsWith(".h")) copyFileSync(join(from, name), join(include, name));
  }
  writeFileSync(join(include, "node_buffer.h"), nodeBuffer);
  writeFileSync(join(include, "common.gypi"), commonGypi);
  writeFileSync(join(include, "config.gypi"), JSON.stringify(process.config));
  return root;
}
