import { expect, test } from "vitest";
import { DISPLAY, isDisplayable } from "../../src/base/mime.js";

test("an object or a function with the method is displayable", () => {
  const show = () => ({ "text/plain": "shown" });
  expect(isDisplayable({ [DISPLAY]: show })).toBe(true);
  expect(isDisplayable(Object.assign(() => 1, { [DISPLAY]: show }))).toBe(true);
});

test.each([
  ["nothing", null],
  ["a string", "text"],
  ["a plain object", {}],
  ["an object with something else under the symbol", { [DISPLAY]: 1 }],
  ["a proxy that answers every name with a function", new Proxy({}, { get: () => () => ({}) })],
])("%s is not displayable", (_name, value) => expect(isDisplayable(value)).toBe(false));
