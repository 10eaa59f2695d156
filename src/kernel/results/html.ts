/** HTML of results. Whatever comes from a value goes through `escapeHtml`: it may hold markup. */

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);

/** Text as it is, its long lines wrapped. */
export const preformatted = (text: string): string =>
  `<pre style="margin: 0 0 0.5em; white-space: pre-wrap">${escapeHtml(text)}</pre>`;

/** A picture that is part of the page. `base64` is what a MIME bundle has for pictures. */
export const picture = (type: string, base64: string): string =>
  `<img src="data:${type};base64,${base64}" style="max-width: 100%">`;
