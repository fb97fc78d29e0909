// Making a project's slug from its name.
import { expect, test } from "vitest";
import { slugOf, slugPattern } from "../../src/control/projects/slug.ts";

test.each([
  ["Acme", "acme"],
  ["Büro Café", "buro-cafe"],
  ["  12 Monkeys & Co. ", "monkeys-co"],
  ["Straße 😀", "stra-e"],
])("The name %j leads to the slug %s.", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test("A name without a letter of a-z gets a slug too.", () => {
  expect(slugOf("مشروع")).toMatch(slugPattern);
});
