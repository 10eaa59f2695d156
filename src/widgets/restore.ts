import type { CommHost } from "../display/index.js";

/** The comm target by which a page that was reloaded asks for all widgets at once. */
const CONTROL = "jupyter.widget.control";

/** Every model that frontends have, by its id. */
export const restorable = new Map<string, { snapshot(): object }>();

const prepared = new WeakSet<CommHost>();

/** Lets pages that are opened later, or reloaded, show the widgets of this kernel. */
export function restoreModels(comms: CommHost): void {
  if (prepared.has(comms)) return;
  prepared.add(comms);
  comms.register(CONTROL, (comm) => {
    comm.onMessage(({ data }) => {
      if (data.method !== "request_states") return;
      const models = [...restorable].map(([id, model]) => [id, model.snapshot()]);
      const states: unknown = Object.fromEntries(models);
      comm.send({ method: "update_states", states, buffer_paths: [] });
    });
  });
}

/**
 * Whether a frontend shows widgets: it has asked for those that exist, as ipywidgets' part of a
 * frontend does when a notebook is opened.
 */
export function frontendHasWidgets(comms: CommHost | undefined): boolean {
  return Boolean(comms?.hasAsked(CONTROL) || comms?.hasAsked("jupyter.widget"));
}
