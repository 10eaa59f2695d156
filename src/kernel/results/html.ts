/** HTML of results. All text that comes from a value is escaped: it may hold markup. */
import { escapeHtml } from "../../base/escape.js";

/** Text as it is, its long lines wrapped. */
export const preformatted = (text: string): string =>
  `<pre style="margin: 0 0 0.5em; white-space: pre-wrap">${escapeHtml(text)}</pre>`;

/** A picture that is part of the page, from base64 as a MIME bundle has it. */
export const picture = (type: string, base64: string): string =>
  `<img src="data:${type};base64,${base64}" style="max-width: 100%">`;
