/** Node's headers for node-gyp, which would otherwise download them. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { packageFolder } from "./packages.mjs";
import { SetupError } from "./setup-error.mjs";

/** @typedef {Pick<import("./context.mjs").Context, "packageRoot">} Place */

/**
 * The folder with node_api.h. Node-API is the same for every Node, so one set of headers serves.
 *
 * @param {Place} place
 */
export function nodeApiHeaders({ packageRoot }) {
  const folder = packageFolder(packageRoot, "node-api-headers");
  if (folder !== undefined) return join(folder, "include");
  const headers = ownHeaders();
  if (headers !== undefined) return headers;
  throw new SetupError("Node's headers were not found: run `npm install node-api-headers`.");
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
 * Gives `use` a folder for node-gyp's --nodedir: that of this Node where it came with headers, else
 * one put together from the Node-API headers. The latter lies among the temporary files, since the
 * makefiles of node-gyp cannot bear a space in it, which the project's path may have.
 *
 * @param {Place} place
 * @param {(folder: string) => Promise<unknown>} use
 */
export async function withNodeDirectory(place, use) {
  const headers = ownHeaders();
  if (headers !== undefined && existsSync(join(headers, "common.gypi")) && !/\s/.test(headers)) {
    await use(resolve(headers, "..", ".."));
    return;
  }
  const root = mkdtempSync(join(tmpdir(), "ganvas-headers-"));
  try {
    compose(place, join(root, "include", "node"));
    await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/**
 * @param {Place} place
 * @param {string} include
 */
function compose(place, include) {
  mkdirSync(include, { recursive: true });
  const from = nodeApiHeaders(place);
  for (const name of readdirSync(from)) {
    if (name.endsWith(".h")) copyFileSync(join(from, name), join(include, name));
  }
  writeFileSync(join(include, "node_buffer.h"), nodeBuffer);
  writeFileSync(join(include, "common.gypi"), commonGypi);
  writeFileSync(join(include, "config.gypi"), JSON.stringify(process.config));
}
