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
  | { readonly text: string }
  | {
      readonly heading: string;
      readonly items: readonly (readonly [name: string, text: string])[];
    };

/** What TypeScript's quick info says of a name. */
export function describeName(
  typescript: TypeScript,
  info: ts.QuickInfo,
  source?: string,
): Documentation {
  const text = (parts?: readonly ts.SymbolDisplayPart[]): string =>
    typescript.displayPartsToString(parts as ts.SymbolDisplayPart[] | undefined);
  return render([
    { code: text(info.displayParts) },
    { text: text(info.documentation) },
    ...tagParts(info.tags ?? [], text),
    ...(source === undefined ? [] : [{ text: "Source:" }, { code: source }]),
  ]);
}

/** What TypeScript's signature help says of a call, the signature that fits best first. */
export function describeCall(typescript: TypeScript, call: ts.SignatureHelpItems): Documentation {
  const text = (parts?: readonly ts.SymbolDisplayPart[]): string =>
    typescript.displayPartsToString(parts as ts.SymbolDisplayPart[] | undefined);
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
    ...(parameter ? [{ text: `Argument here: ${text(parameter.displayParts)}` }] : []),
    { text: text(best.documentation) },
    ...tagParts(best.tags, text),
  ]);
}

function tagParts(
  tags: readonly ts.JSDocTagInfo[],
  textOf: (parts?: readonly ts.SymbolDisplayPart[]) => string,
): Part[] {
  const all = (...names: string[]): string[] =>
    tags.filter(({ name }) => names.includes(name)).map(({ text }) => textOf(text).trim());
  const list = (heading: string, ...names: string[]): Part[] => {
    const items = all(...names).map((item): [string, string] => {
      const [, name = "", text = ""] = /^(\S*)\s*(?:-\s*)?([^]*)$/.exec(item) ?? [];
      return [name, text];
    });
    return items.length ? [{ heading, items }] : [];
  };
  const said = (heading: string, ...names: string[]): Part[] =>
    all(...names).map((item) => ({ text: item ? `${heading}: ${item}` : `${heading}.` }));
  return [
    ...said("Deprecated", "deprecated"),
    ...list("Parameters", "param"),
    ...list("Type parameters", "template", "typeParam"),
    ...said("Returns", "returns", "return"),
    ...said("Throws", "throws", "exception"),
    ...said("Default", "default", "defaultValue"),
    ...all("remarks").map((text) => ({ text })),
    ...all("example").flatMap((example): Part[] => [
      { text: "Example:" },
      // An example may bring its own fence, or prose around it.
      example.includes("```") ? { text: example } : { code: example },
    ]),
    ...said("See", "see"),
    ...said("Since", "since"),
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
    } else if (part.text) {
      plain.push(part.text);
      markdown.push(part.text.replace(/^(?:[A-Z][a-z]+ ?){1,2}[:.]/, "**$&**"));
    }
  }
  return { "text/plain": plain.join("\n\n"), "text/markdown": markdown.join("\n\n") };
}
