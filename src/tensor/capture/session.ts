import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Binding, TensorMetadata } from "../binding.js";
import type { Graph, Ref } from "./graph.js";
import { encodeSavedModel, TAG } from "./saved-model.js";

const names = (refs: readonly Ref[]) =>
  refs.map((ref) => (ref.includes(":") ? ref : `${ref}:0`)).join(",");

/** A graph that TensorFlow has loaded. */
export class Session {
  readonly #binding: Binding;
  readonly #id: number;
  readonly #feeds: string;
  readonly #fetches: string;

  /**
   * @param feeds placeholders, in the order in which {@link run} takes their tensors
   * @param fetches what {@link run} gives back
   * @throws Error when TensorFlow refuses the graph
   */
  constructor(binding: Binding, graph: Graph, feeds: readonly Ref[], fetches: readonly Ref[]) {
    this.#binding = binding;
    this.#feeds = names(feeds);
    this.#fetches = names(fetches);
    // The addon reads graphs from folders only.
    const folder = mkdtempSync(join(tmpdir(), "ganvas-graph-"));
    try {
      writeFileSync(join(folder, "saved_model.pb"), encodeSavedModel(graph));
      this.#id = binding.loadSavedModel(folder, TAG);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Runs the graph once; the tensors, in and out, are the addon's numbers. */
  run(feeds: number[]): TensorMetadata[] {
    return this.#binding.runSavedModel(this.#id, feeds, this.#feeds, this.#fetches);
  }

  dispose(): void {
    this.#binding.deleteSavedModel(this.#id);
  }
}
