/** The causes of failures, from the output of npm, pip, apt-get and compilers. */
import { CommandFailed, SetupError } from "./setup-error.mjs";

const noSpace = /ENOSPC|no space left on device|EDQUOT|disk quota exceeded/i;

const noCertificate =
  /CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY)|unable to get local issuer/i;

const refused = /\bE40[137]\b|\b40[137] (Client Error|Unauthorized|Forbidden|Proxy Auth)/;

const noNetwork = new RegExp(
  [
    "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH",
    "ERR_SOCKET_TIMEOUT|network timeout|NewConnectionError|ConnectTimeoutError|ReadTimeoutError",
    "Max retries exceeded|ProxyError|Temporary failure (in name resolution|resolving)",
    "Name or service not known|Network is unreachable|Could not resolve|Could not connect",
  ].join("|"),
);

const noWheel = /No matching distribution found|not a supported wheel/i;

const diskFull = "The disk is full: free some space and run the command again.";

/** @param {string} output */
function lastLines(output) {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== "");
  const telling = lines.filter((line) => /error|fatal|not found|denied/i.test(line));
  return (telling.length > 0 ? telling : lines).slice(-3).join(" | ").slice(0, 600);
}

/**
 * Turns any failure of a step into one plain message.
 *
 * @param {unknown} error
 * @param {string} what the step, as in "npm packages"
 * @returns {SetupError}
 */
export function toSetupError(error, what) {
  if (error instanceof SetupError) return error;
  if (!(error instanceof CommandFailed)) {
    const text = error instanceof Error ? error.message : String(error);
    if (noSpace.test(text)) return new SetupError(diskFull, "disk");
    if (/EACCES|EPERM|EROFS/.test(text)) {
      return new SetupError(
        `${what}: no permission to write here (${text}). Give this user the folder.`,
      );
    }
    return new SetupError(`${what}: ${text}`);
  }
  const { output, command, status } = error;
  if (noSpace.test(output)) return new SetupError(diskFull, "disk");
  if (noCertificate.test(output)) {
    return new SetupError(
      `${what}: the package registry's certificate is not trusted here. Tell npm (cafile) and pip (cert) where your network's certificates are, and run the command again.`,
      "network",
    );
  }
  if (refused.test(output)) {
    return new SetupError(
      `${what}: the package registry refused the request. Check the login and the proxy in your npm and pip settings, and run the command again.`,
      "network",
    );
  }
  if (noNetwork.test(output)) {
    return new SetupError(
      `${what}: the package registry is out of reach. Check the network, or the proxy and registry in your npm and pip settings, and run the command again; what is done stays done.`,
      "network",
    );
  }
  if (noWheel.test(output)) {
    return new SetupError(
      `${what}: there is no package of this version for ${process.platform} on ${process.arch} in your registry.`,
    );
  }
  return new SetupError(
    `${what}: \`${command}\` failed (${status}): ${lastLines(output)}. All of its output is in .ganvas/setup.log.`,
  );
}
