// The one identity schema of this server: an e-mail address, which signs in, is verified and recovers,
// and a name.

import type { Context } from "./context.ts";
import { json, type Answer } from "./http/answer.ts";
import { errorAnswer } from "./http/errors.ts";
import type { Params, Request } from "./http/request.ts";
import { RawJson } from "./json-encode.ts";
import { memberOf, stringOf, type JsonTree } from "./json-tree.ts";

/** Id of the schema. */
export const schemaId = "person";
const base64Id = Buffer.from(schemaId).toString("base64url");

const schemaText = JSON.stringify({
  $id: "https://schemas.example.org/person.schema.json",
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Person",
  type: "object",
  properties: {
    traits: {
      type: "object",
      properties: {
        email: { type: "string", format: "email", title: "E-Mail" },
        name: { type: "string", title: "Name" },
      },
      required: ["email"],
      additionalProperties: false,
    },
  },
});

/** A trait that does not fit, or undefined if all do. */
export interface TraitFault {
  /** Name of the trait; empty for the whole. */
  readonly trait: string;
  readonly text: string;
}

/** Checks traits against the schema. */
export function traitFault(traits: JsonTree | undefined): TraitFault | undefined {
  if (traits?.kind !== "object")
    return { trait: "", text: "expected object, but got something else" };
  for (const name of traits.members.keys()) {
    if (name !== "email" && name !== "name") {
      return { trait: "", text: `additionalProperties "${name}" not allowed` };
    }
  }
  const email = stringOf(memberOf(traits, "email"));
  if (email === undefined) return { trait: "email", text: "Property email is missing." };
  if (!/^[^\s@<>]+@[^\s@<>]+$/u.test(email)) {
    return { trait: "email", text: "Enter a valid email address" };
  }
  const name = memberOf(traits, "name");
  if (name !== undefined && stringOf(name) === undefined) {
    return { trait: "name", text: "expected string, but got something else" };
  }
  return undefined;
}

/** GET /schemas */
export function listSchemas(): Answer {
  return json(200, [{ id: schemaId, schema: new RawJson(schemaText) }]);
}

/** GET /schemas/{id}, where the id may be base64 as in `schema_url`. */
export function getSchema(_context: Context, request: Request, params: Params): Answer {
  if (params["id"] === schemaId || params["id"] === base64Id) {
    return json(200, new RawJson(schemaText));
  }
  return errorAnswer(request, 404, {
    reason: "The requested identity schema does not exist.",
    message: "The requested resource could not be found",
  });
}
