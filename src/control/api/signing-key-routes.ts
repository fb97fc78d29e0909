// The keys that sign a project's sessions. Only their public parts are shown.
import { z } from "@hono/zod-openapi";
import { publishedJwk, signingAlgorithms } from "../../core/tokens/signing-key.ts";
import { publishForMsMax } from "../../core/tokens/token-limits.ts";
import { formatDuration, parseDuration } from "../../config/values/duration.ts";
import { actorOf } from "../access/callers.ts";
import { durationCharactersMax } from "../limits.ts";
import type { SigningKeys, StandingKey } from "../projects/signing-keys.ts";
import { content, projectRoute, refuse, type ApiRoute } from "./route.ts";
import { instantSchema } from "./views.ts";

/** What these routes need. */
export interface SigningKeyRoutesParts {
  readonly signingKeys: SigningKeys;
}

const algorithmSchema = z.enum(signingAlgorithms);

const signingKeySchema = z
  .object({
    key_id: z
      .string()
      .openapi({ description: "The thumbprint of the key: the `kid` of its tokens." }),
    algorithm: algorithmSchema,
    state: z.enum(["next", "active", "retiring", "retired"]).openapi({
      description:
        "`next`: published, and does not sign yet. `active`: signs. `retiring`: published until its last token has ended.",
    }),
    created_at: instantSchema,
    signs_from: instantSchema,
    published_until: instantSchema.nullable().openapi({
      description: "Null while no later key is known.",
    }),
    public_jwk: z.object({
      kty: z.string(),
      crv: z.string(),
      x: z.string(),
      y: z.string().optional(),
      kid: z.string(),
      alg: algorithmSchema,
      use: z.literal("sig"),
    }),
  })
  .openapi("SigningKey");

const newKeySchema = z
  .strictObject({
    algorithm: algorithmSchema.optional().openapi({ description: "ES256 if not given." }),
    publish_for: z
      .string()
      .max(durationCharactersMax)
      .transform((given, context) => {
        const durationMs = parseDuration(given);
        if (durationMs !== undefined && durationMs <= publishForMsMax) return durationMs;
        const message = `must be a duration of at most ${formatDuration(publishForMsMax)}, such as 10m`;
        context.addIssue({ code: "custom", message });
        return z.NEVER;
      })
      .optional()
      .openapi({
        type: "string",
        description:
          "How long the key is published before it signs. A project's first key signs at once. `--signing-key-publish-for` if not given.",
        example: "10m",
      }),
  })
  .openapi("CreateSigningKeyBody");

/** The routes. */
export function signingKeyRoutes({ signingKeys }: SigningKeyRoutesParts): readonly ApiRoute[] {
  const path = "/projects/{project}/signing-keys";
  return [
    projectRoute({
      method: "get",
      path,
      summary: "List the signing keys of a project",
      scope: "read",
      answer: { status: 200, schema: z.array(signingKeySchema) },
      handle: ({ project }) => content(signingKeys.list(project).map(keyView)),
    }),
    projectRoute({
      method: "post",
      path,
      summary: "Make the next signing key of a project",
      scope: "keys",
      body: newKeySchema,
      answer: { status: 201, schema: signingKeySchema },
      handle: async ({ project, body, caller }) => {
        const { algorithm = "ES256", publish_for: publishForMs } = body;
        const made = await signingKeys.make(project.id, algorithm, publishForMs, actorOf(caller));
        return made.kind === "refused"
          ? refuse(made.refusal)
          : { status: 201, content: keyView(made.key) };
      },
    }),
    projectRoute({
      method: "delete",
      path: `${path}/{key}`,
      summary: "Withdraw a signing key of a project",
      scope: "keys",
      answer: { status: 204, schema: undefined },
      handle: async ({ project, params, caller }) => {
        const { key = "" } = params;
        const withdrawn = await signingKeys.withdraw(project.id, key, actorOf(caller));
        return withdrawn.kind === "refused" ? refuse(withdrawn.refusal) : { status: 204 };
      },
    }),
  ];
}

/** A signing key as the API shows it. */
function keyView({ key, state, publishedUntilMs }: StandingKey): z.input<typeof signingKeySchema> {
  return {
    key_id: key.keyId,
    algorithm: key.algorithm,
    state,
    created_at: new Date(key.createdAtMs).toISOString(),
    signs_from: new Date(key.signsFromMs).toISOString(),
    published_until:
      publishedUntilMs === undefined ? null : new Date(publishedUntilMs).toISOString(),
    public_jwk: { ...publishedJwk(key) },
  };
}
