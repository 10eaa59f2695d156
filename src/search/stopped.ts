/** Thrown out of a search that was told to stop. */
export class SearchStopped extends Error {
  override readonly name = "AbortError";
  constructor(
    /** Trials that were done. */
    readonly trial: number,
    trials: number,
    folder: string | undefined,
    reason: unknown,
  ) {
    const remedy = folder
      ? `they are kept in ${folder}: run the same search again to go on`
      : "to be able to go on with a search, pass it a folder";
    super(`The search was stopped after ${trial} of ${trials} trials; ${remedy}.`, {
      cause: reason,
    });
  }
}
