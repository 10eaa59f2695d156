// Written in old syntax on purpose: it must load in the very Node versions that it refuses.

/**
 * Whether Ganvas supports this version of Node: 20.19 or a later 20, 22.12 or a later 22, or 24.
 *
 * @param {string} version as in process.versions.node
 */
export function isSupportedNode(version) {
  const parts = version.split(".").map(Number);
  const major = parts[0] || 0;
  const minor = parts[1] || 0;
  if (major === 20) return minor >= 19;
  if (major === 22) return minor >= 12;
  return major === 24;
}

/** @param {string} version */
export function wrongNode(version) {
  return (
    "Ganvas needs Node 20.19 or later, 22.12 or later, or 24, but this is Node " +
    version +
    ". Install one of these (24 is the best choice) and run the command again."
  );
}

/** Ends the process with one message where the running Node is not supported. */
export function requireSupportedNode() {
  if (isSupportedNode(process.versions.node)) return;
  console.error(wrongNode(process.versions.node));
  process.exit(1);
}
