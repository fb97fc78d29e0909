// What is wrong with a value, in the words of our other messages, wherever a type has none of its own.
import type { z } from "zod";

/** For `safeParse(value, { error: issueWords })`; undefined leaves zod's own words. */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `is no ${issue.expected}`;
    case "invalid_value":
      return issue.input === undefined
        ? "is missing"
        : `is none of ${issue.values.map(String).join(", ")}`;
    case "too_big":
      return amountOf(issue.origin, "more", issue.maximum);
    case "too_small":
      return amountOf(issue.origin, "less", issue.minimum);
    case "invalid_format":
      return issue.format === "uuid" ? "is no UUID" : undefined;
    case "unrecognized_keys":
      return `has a member that nobody knows: ${issue.keys.join(", ")}`;
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

function amountOf(origin: string, than: "more" | "less", bound: number | bigint): string {
  if (origin === "string") return `has ${than} than ${bound} characters`;
  if (origin === "array") return `has ${than} than ${bound} members`;
  return `is ${than} than ${bound}`;
}
