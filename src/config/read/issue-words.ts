// What is wrong with a value, in the words of our other messages, for types that say nothing themselves.
import type { z } from "zod";

/** For `safeParse(value, { error: issueWords })`; undefined leaves zod's own words. */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${withArticle(issue.expected)}`;
    case "invalid_value":
      return issue.input === undefined
        ? "is missing"
        : `must be one of ${issue.values.map(String).join(", ")}`;
    case "too_big":
      return amountOf(issue.origin, "at most", issue.maximum);
    case "too_small":
      return amountOf(issue.origin, "at least", issue.minimum);
    case "invalid_format":
      return issue.format === "uuid" ? "must be a UUID" : undefined;
    case "unrecognized_keys":
      return `has an unknown member: ${issue.keys.join(", ")}`;
    case "custom":
    case "invalid_element":
    case "invalid_key":
    case "invalid_union":
    case "not_multiple_of":
      return undefined;
    default:
      return issue satisfies never;
  }
}

function withArticle(type: string): string {
  return /^[aeiou]/u.test(type) ? `an ${type}` : `a ${type}`;
}

function amountOf(origin: string, than: "at least" | "at most", bound: number | bigint): string {
  const unit = { string: "character", array: "member" }[origin];
  if (unit === undefined) return `must be ${than} ${bound}`;
  return `must have ${than} ${bound} ${unit}${Number(bound) === 1 ? "" : "s"}`;
}
