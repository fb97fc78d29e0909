// A project's slug out of its name.
import { expect, test } from "vitest";
import { slugOf, slugPattern } from "../../src/control/projects/slug.ts";

test.each([
  ["Acme", "acme"],
  ["Büro Café", "buro-cafe"],
  ["  12 Monkeys & Co. ", "monkeys-co"],
  ["Straße 😀", "stra-e"],
])("%j is %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test("a name without a letter of a-z has one all the same", () => {
  expect(slugOf("مشروع")).toMatch(slugPattern);
});
