/** The description of a name or a call, as plain text and as Markdown. */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";

/** One rendering for each MIME type. */
export interface Documentation {
  readonly "text/plain": string;
  readonly "text/markdown": string;
}

/** One piece of a description. */
type Part =
  | { readonly code: string }
  | { readonly text: string; readonly label?: string }
  | {
      readonly heading: string;
      readonly items: readonly (readonly [name: string, text: string])[];
    };

/** Describes a name, from TypeScript's quick info. */
export function describeName(
  typescript: TypeScript,
  info: ts.QuickInfo,
  source?: string,
): Documentation {
  const text = textWith(typescript);
  return render([
    { code: text(info.displayParts) },
    { text: text(info.documentation) },
    ...tagParts(info.tags ?? [], text),
    ...(source === undefined ? [] : [{ label: "Source", text: "" }, { code: source }]),
  ]);
}

/** Describes a call, from TypeScript's signature help; the best signature comes first. */
export function describeCall(typescript: TypeScript, call: ts.SignatureHelpItems): Documentation {
  const text = textWith(typescript);
  const best = call.items[call.selectedItemIndex] ?? call.items[0];
  const others = call.items.filter((item) => item !== best);
  const signature = (item: ts.SignatureHelpItem): string => {
    const parameters = item.parameters.map(({ displayParts }) => text(displayParts));
    const between = parameters.join(text(item.separatorDisplayParts));
    return text(item.prefixDisplayParts) + between + text(item.suffixDisplayParts);
  };
  if (!best) return render([]);
  const parameter = best.parameters[call.argumentIndex];
  return render([
    { code: [best, ...others].map(signature).join("\n") },
    ...(parameter ? [{ label: "Argument here", text: text(parameter.displayParts) }] : []),
    { text: text(best.documentation) },
    ...tagParts(best.tags, text),
  ]);
}

type TextOf = (parts?: readonly ts.SymbolDisplayPart[]) => string;

/** The text of `parts`, with each `{@link name}` replaced by the name. */
const textWith =
  (typescript: TypeScript): TextOf =>
  (parts) =>
    typescript
      .displayPartsToString(parts as ts.SymbolDisplayPart[] | undefined)
      .replace(/\{@link(?:code|plain)?\s+([^}|\s]+)[\s|]*([^}]*)\}/g, (_, name, label) =>
        String(label || name),
      );

function tagParts(tags: readonly ts.JSDocTagInfo[], textOf: TextOf): Part[] {
  const texts = (...names: string[]): string[] =>
    tags.filter(({ name }) => names.includes(name)).map(({ text }) => textOf(text).trim());
  const list = (heading: string, ...names: string[]): Part[] => {
    const items = texts(...names).map((item): [string, string] => {
      const [, name = "", text = ""] = /^(\S*)\s*(?:-\s*)?([^]*)$/.exec(item) ?? [];
      return [name, text];
    });
    return items.length ? [{ heading, items }] : [];
  };
  const labeled = (label: string, ...names: string[]): Part[] =>
    texts(...names).map((text) => ({ label, text }));
  return [
    ...labeled("Deprecated", "deprecated"),
    ...list("Parameters", "param"),
    ...list("Type parameters", "template", "typeParam"),
    ...labeled("Returns", "returns", "return"),
    ...labeled("Throws", "throws", "exception"),
    ...labeled("Default", "default", "defaultValue"),
    ...texts("remarks").map((text) => ({ text })),
    ...texts("example").flatMap((example): Part[] => [
      { label: "Example", text: "" },
      // An example may have its own fences, or text around them.
      example.includes("```") ? { text: example } : { code: example },
    ]),
    ...labeled("See", "see"),
    ...labeled("Since", "since"),
  ];
}

function render(parts: readonly Part[]): Documentation {
  const plain: string[] = [];
  const markdown: string[] = [];
  for (const part of parts) {
    if ("code" in part) {
      plain.push(part.code);
      markdown.push(`\`\`\`typescript\n${part.code}\n\`\`\``);
    } else if ("heading" in part) {
      const rows = part.items.map(([name, text]) => `  ${name}${text && `: ${text}`}`);
      plain.push([`${part.heading}:`, ...rows].join("\n"));
      const bullets = part.items.map(([name, text]) => `- \`${name}\`${text && `: ${text}`}`);
      markdown.push([`**${part.heading}**`, "", ...bullets].join("\n"));
    } else if (part.label !== undefined) {
      const text = part.text && ` ${part.text}`;
      plain.push(`${part.label}:${text}`);
      markdown.push(`**${part.label}:**${text}`);
    } else if (part.text) {
      plain.push(part.text);
      markdown.push(part.text);
    }
  }
  return { "text/plain": plain.join("\n\n"), "text/markdown": markdown.join("\n\n") };
}
