/** @typedef {"network" | "disk" | "busy" | "stopped" | "other"} TroubleKind */

/**
 * Something that the reader can mend: `message` alone is shown, no stack trace.
 * The kinds "network" and "disk" pass by themselves, so that such a step is tried again next time.
 */
export class SetupError extends Error {
  /**
   * @param {string} message what was found and what to do, in plain words
   * @param {TroubleKind} [kind]
   */
  constructor(message, kind = "other") {
    super(message);
    this.name = "Trouble";
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
