// Words for what is wrong with a value.
import { expect, test } from "vitest";
import { z } from "zod";
import { issueWords } from "../../src/config/read/issue-words.ts";

const schema = z.strictObject({
  name: z.string().min(1).max(3),
  stage: z.enum(["prod", "dev"]),
  id: z.uuid().optional(),
  list: z.array(z.string()).max(1).optional(),
  count: z.number().max(9).optional(),
  own: z.string({ error: "is not mine" }).optional(),
});

test.each([
  [{ stage: "dev" }, "is missing"],
  [{ name: 1, stage: "dev" }, "must be a string"],
  [{ name: "", stage: "dev" }, "must have at least 1 character"],
  [{ name: "long", stage: "dev" }, "must have at most 3 characters"],
  [{ name: "a" }, "is missing"],
  [{ name: "a", stage: "test" }, "must be one of prod, dev"],
  [{ name: "a", stage: "dev", id: "me" }, "must be a UUID"],
  [{ name: "a", stage: "dev", list: ["a", "b"] }, "must have at most 1 member"],
  [{ name: "a", stage: "dev", count: 10 }, "must be at most 9"],
  [{ name: "a", stage: "dev", titel: "b" }, "has an unknown member: titel"],
  [{ name: "a", stage: "dev", own: 1 }, "is not mine"],
])("The text for %j is: %s.", (value, words) => {
  const parsed = schema.safeParse(value, { error: issueWords });
  expect(parsed.error?.issues.map(({ message }) => message)).toEqual([words]);
});
