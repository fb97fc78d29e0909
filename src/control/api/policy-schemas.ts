// Policies as the OpenAPI document describes them. `config/policies/policy-form.ts` checks them, with all bounds.
import { z } from "@hono/zod-openapi";
import type { WrittenPolicies, WrittenPolicy } from "../../config/policies/written-policy.ts";
import { assuranceLevels } from "../../core/policy/policy.ts";

const pointers = (description: string) =>
  z.record(z.string(), z.string()).optional().openapi({ description });
const texts = (description: string) =>
  z.array(z.string()).readonly().optional().openapi({ description });
const text = (description: string) => z.string().optional().openapi({ description });

const conditionSchema = z.object({
  field: z.string().openapi({ description: "A JSON pointer into the session." }),
  one_of: z.array(z.union([z.string(), z.number(), z.boolean()])).readonly(),
});

const signedSessionSchema = z.object({
  header: text("The header that carries it. If it is left out, it is only given at its own path."),
  issuer: text("The `iss` claim. The id of the project if it is left out."),
  audience: z.array(z.string()).readonly(),
  claims: pointers("Claims beside the registered ones, and JSON pointers to their values."),
  lifetime: text("From 5s to 10m. 60s if it is left out."),
});

const policySchema = z
  .object({
    headers: pointers(
      "The headers that allowed requests get, and JSON pointers to their values in the session.",
    ),
    required_aal: z.enum(assuranceLevels).optional().openapi({
      description: "The weakest assurance level that is allowed. Any if it is left out.",
    }),
    authenticated_within: text(
      "How long ago the last authentication may be, from 1s to 8760h. Any time if it is left out.",
    ),
    schemas: texts("The ids of identity schemas that are allowed. Any if it is empty or left out."),
    organizations: texts(
      "The ids of organizations that are allowed. Any if it is empty or left out.",
    ),
    conditions: z.array(conditionSchema).readonly().optional().openapi({
      description: "What fields of the session must be. All of them must hold.",
    }),
    max_age: text("How old an answer may be, from 0s to 24h, beside the project's own limit."),
    anonymous: z.boolean().optional().openapi({
      description: "Whether requests without a session go on too, without headers.",
    }),
    browsers: z.enum(["redirect", "location", "status"]).optional().openapi({
      description:
        "What a browser gets that may not go on. If it is left out, `redirect` with a `sign_in_url`, and otherwise `status`.",
    }),
    sign_in_url: text("Where browsers sign in."),
    return_urls: texts("URLs that a browser may be sent back to, with everything below them."),
    signed_session: signedSessionSchema.optional(),
  } satisfies { readonly [Name in keyof WrittenPolicy]-?: z.ZodType })
  .openapi("Policy");

/** The policies of a project by name. */
export const policiesSchema = z
  .record(z.string(), policySchema)
  // To zod, a member that may be left out may also be undefined. JSON has no undefined.
  .openapi({
    description: "Policies of decisions for gateways, by name.",
  }) as z.ZodType<WrittenPolicies>;
