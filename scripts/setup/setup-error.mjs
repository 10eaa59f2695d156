/** @typedef {"network" | "disk" | "busy" | "stopped" | "other"} SetupErrorKind */

/**
 * A failure that the user can fix: only `message` is shown, without a stack trace.
 * The kinds "network" and "disk" pass by themselves, so that such a step is tried again next time.
 */
export class SetupError extends Error {
  /**
   * @param {string} message the fault and the remedy, in plain words
   * @param {SetupErrorKind} [kind]
   */
  constructor(message, kind = "other") {
    super(message);
    this.name = "SetupError";
    this.kind = kind;
  }
}

/** A child process that failed, with what it printed. */
export class CommandFailed extends Error {
  /**
   * @param {string} command
   * @param {string} output
   * @param {number | string | null} status exit code or signal
   */
  constructor(command, output, status) {
    super(`${command} failed (${status})`);
    this.name = "CommandFailed";
    this.command = command;
    this.output = output;
    this.status = status;
  }
}
