// The OpenAPI document, made from the routes that serve requests. A check compares it with the copy in docs/reference.
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { controlErrors } from "../errors.ts";
import { parameterNames, type ApiRoute } from "./route.ts";

const errorSchema = z
  .object({
    error: z.object({
      code: z.number().int(),
      status: z.string(),
      id: z.enum(Object.keys(controlErrors) as [string, ...string[]]),
      reason: z.string(),
      message: z.string(),
      details: z
        .object({ problems: z.array(z.object({ path: z.string(), problem: z.string() })) })
        .optional(),
    }),
  })
  .openapi("Error");

/** The document of these routes. */
export function openApiDocument(routes: readonly ApiRoute[], version: string): unknown {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent("securitySchemes", "key", {
    type: "http",
    scheme: "bearer",
    description:
      "An API key. The Console's cookie is accepted too. A request that changes something then also needs X-Csrf-Token.",
  });
  for (const route of routes) app.openAPIRegistry.registerPath(described(route));
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Edge Sessions control plane",
      version,
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
  });
}

function described(route: ApiRoute): ReturnType<typeof createRoute> {
  const { method, path, summary, scope, operator, body, query, answer } = route;
  const names = parameterNames(path);
  const params = z.object(Object.fromEntries(names.map((name) => [name, z.string()])));
  const succeeded = {
    description: "Done.",
    ...(answer.schema === undefined ? {} : contentOf(answer.schema, answer.types)),
  };
  return createRoute({
    method,
    path,
    summary,
    description: `Needs ${operator ? "an operator key with " : ""}the scope \`${scope}\`.`,
    security: [{ key: [] }],
    request: {
      ...(names.length === 0 ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body: { required: true, ...contentOf(body) } }),
    },
    responses: {
      [answer.status]: succeeded,
      default: { description: "The request was refused or failed.", ...contentOf(errorSchema) },
    },
  });
}

function contentOf(
  schema: z.ZodType,
  types: readonly string[] = ["application/json"],
): { readonly content: Readonly<Record<string, { schema: z.ZodType }>> } {
  const mediaTypes = types.map((type) => type.split(";")[0] ?? type);
  return { content: Object.fromEntries(mediaTypes.map((type) => [type, { schema }])) };
}
