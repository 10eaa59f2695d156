/**
 * The last state of displays, for frontends that do not change what they have written.
 *
 * `jupyter console` ignores `update_display_data`: a training would stay at "step 1 of 2,000". Such a
 * frontend is known by its requests: it can answer questions, as a person's can, and has no cell to
 * name. There the last state of each display that has changed is written when its cell ends. Can go
 * when the console shows updates.
 */
import type { MimeBundle } from "../../base/mime.js";
import type { Request } from "../protocol/request.js";
import type { Publish } from "./cell.js";

/** Whether a request comes from a frontend without cells, whose output stays as it was written. */
const isConsole = ({ content, metadata }: Request): boolean =>
  content["allow_stdin"] === true && !("cellId" in metadata);

interface Display {
  readonly data?: MimeBundle;
  readonly transient?: { readonly display_id?: string };
}

/** `publish`, and a function that writes the last states. */
export function lastStates(request: Request, publish: Publish) {
  if (!isConsole(request)) return { publish, finish: (): void => {} };
  const changed = new Map<string, MimeBundle>();
  const note: Publish = (type, content) => {
    const { data = {}, transient } = content as Display;
    const id = transient?.display_id;
    if (type === "update_display_data" && id !== undefined) changed.set(id, data);
    publish(type, content);
  };
  const finish = (): void => {
    for (const data of changed.values()) {
      publish("display_data", { data, metadata: {}, transient: {} });
    }
    changed.clear();
  };
  return { publish: note, finish };
}
