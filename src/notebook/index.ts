export { check } from "./check.js";
export { Check, Report, type Outcome } from "./check-result.js";
export { describe } from "./describe.js";
export { expectClose, Mismatch, NotAnswered, type Numeric } from "./expect-close.js";
export { searchTable, SearchTable, type SearchTableOptions } from "./search-table.js";
export { summary } from "./summary.js";
