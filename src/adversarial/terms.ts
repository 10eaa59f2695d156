import type * as tf from "@tensorflow/tfjs";
import type { Settings } from "../tensor/settings.js";
import type { PhaseContext, Term } from "../training/phases/index.js";
import type { DiscriminatorOutput, ConditionalDiscriminatorFn } from "./discriminator-output.js";
import type { Regularizer } from "./regularizers/index.js";

/** The forward pass of one phase of an adversarial step. */
export interface AdversarialPass {
  /** The generator's input [n, latent]. */
  readonly latents: tf.Tensor2D;
  /** One-hot [n, classes], for a conditional model. */
  readonly labels: tf.Tensor2D | undefined;
  /** Generated images [n, h, w, c] as the discriminator sees them, which is after augmentation. */
  readonly fake: tf.Tensor4D;
  readonly onFake: DiscriminatorOutput;
  /** The output for real images; in the generator's phase only where a term needs it. */
  readonly onReal: DiscriminatorOutput | undefined;
}

/** A model's own term, beside the adversarial loss: InfoGAN's mutual information, for example. */
export interface AdversarialTerm {
  readonly name: string;
  /** Its numbers: a checkpoint of a run with others, or with other code of `value`, is refused. */
  readonly settings?: Settings;
  /** At least 0; default 1. */
  readonly weight?: number;
  /** The phases to whose losses it is added. */
  readonly phases: readonly ("discriminator" | "generator")[];
  /** The value without its weight. */
  value(pass: AdversarialPass, context: PhaseContext): tf.Scalar;
}

/** A model's own terms as terms of a phase; their values are diagnostics. */
export function termsOf(
  terms: readonly AdversarialTerm[],
  phase: "discriminator" | "generator",
): Term<AdversarialPass>[] {
  const symbol = phase === "discriminator" ? "D" : "G";
  return terms
    .filter(({ phases }) => phases.includes(phase))
    .map((term) => ({
      name: term.phases.length > 1 ? `${term.name} of ${symbol}` : term.name,
      weight: term.weight ?? 1,
      report: "diagnostic",
      value: (pass, context) => term.value(pass, context),
    }));
}

/** Regularizers as terms of the discriminator's phase. Their values are not reported: only their gradients are computed. */
export function regularizerTerms(
  regularizers: readonly Regularizer[],
  discriminator: ConditionalDiscriminatorFn,
): Term<AdversarialPass & { readonly real: tf.Tensor4D }>[] {
  const names = uniqueNames(regularizers);
  return regularizers.map((regularizer, index) => ({
    name: names[index]!,
    every: regularizer.every,
    report: "nowhere",
    value: ({ real, fake, labels }, context) =>
      regularizer.penalty({
        discriminator: (images) => discriminator(images, labels).logits,
        ...{ real, fake },
        ...context.key("regularizers"),
      }),
  }));
}

/** The variables that regularizers and augmentations own, as `NAME/variable`. */
export function ownState(
  parts: readonly {
    readonly name: string;
    readonly state?: Readonly<Record<string, tf.Variable>>;
  }[],
): Record<string, tf.Variable> {
  const names = uniqueNames(parts);
  return Object.fromEntries(
    parts.flatMap(({ state = {} }, index) =>
      Object.entries(state).map(([key, variable]) => [`${names[index]}/${key}`, variable]),
    ),
  );
}

/** Names of parts, where the second of one name is called `R1 2`. */
function uniqueNames(parts: readonly { readonly name: string }[]): string[] {
  const names: string[] = [];
  for (const { name } of parts) {
    let candidate = name;
    for (let n = 2; names.includes(candidate); n++) candidate = `${name} ${n}`;
    names.push(candidate);
  }
  return names;
}
