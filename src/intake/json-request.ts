// The JSON body of a request to the intake, read up to a bound and checked against a schema.
import type { z } from "zod";
import { headerValues } from "../core/header-lines.ts";
import { readBody } from "../edge/call/body.ts";
import type { EdgeRequest } from "../edge/ports.ts";
import type { Refusal } from "./answers.ts";
import { intakeBodyBytesMax } from "./limits.ts";

/** A body that was read, or why it was not. */
export type Read<Value> =
  | { readonly kind: "read"; readonly value: Value }
  | { readonly kind: "refused"; readonly refusal: Refusal };

const jsonType = /^application\/json\s*(?:;|$)/i;

/**
 * Reads a body as JSON. The content type must say so: a form of another site can send text and forms,
 * but never JSON without the browser asking first, and the intake answers no such question.
 */
export async function readJson(request: EdgeRequest): Promise<Read<unknown>> {
  const types = headerValues(request.headers, "content-type");
  if (types.length !== 1 || !jsonType.test(types[0] ?? "")) {
    return refused({ error: "edge_content_type_refused" });
  }
  if (request.body === undefined) return malformed("the body must not be empty");
  const read = await readBody(request.body, intakeBodyBytesMax);
  if (read.ending === "large") {
    await read.rest?.[Symbol.asyncIterator]().return?.();
    return refused({ error: "edge_body_too_large" });
  }
  if (read.ending === "broken") return malformed("the body must be complete");
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(read.bytes);
    const value: unknown = JSON.parse(text);
    return { kind: "read", value };
  } catch (error) {
    // Of the two only these mean that the body is none; their messages repeat it, so they go no further.
    if (error instanceof SyntaxError || error instanceof TypeError) {
      return malformed("the body must be valid JSON");
    }
    throw error;
  }
}

/** Checks a value against a schema. */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): Read<z.output<Schema>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { kind: "read", value: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => `${placeOf(path)} ${message}`);
  return refused({ error: "edge_body_malformed", problems });
}

function placeOf(path: readonly PropertyKey[]): string {
  let place = "";
  for (const step of path) {
    if (typeof step === "number") place += `[${step}]`;
    else place += place === "" ? String(step) : `.${String(step)}`;
  }
  return place === "" ? "the body" : place;
}

function malformed(problem: string): Read<never> {
  return refused({ error: "edge_body_malformed", problems: [problem] });
}

function refused(refusal: Refusal): Read<never> {
  return { kind: "refused", refusal };
}
