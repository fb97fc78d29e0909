// Paths that need no API key.
import type { Hono } from "hono";
import { pageResponse, type PageFiles } from "./page.ts";
import type { ControlHealth } from "../ports.ts";
import type { ApiRoute } from "./route.ts";
import { json, refusalResponse, type ServeBindings } from "./serve.ts";

/** What these paths need. */
export interface OpenParts {
  readonly health: ControlHealth;
  readonly routes: readonly ApiRoute[];
  readonly page: PageFiles;
  readonly version: string;
  /** The path in front of all paths. Empty for none. */
  readonly basePath: string;
}

/** Adds the paths that everyone may see: health, the OpenAPI document, and the Console's page with its sign-in. */
export function addOpenRoutes(app: Hono<{ Bindings: ServeBindings }>, parts: OpenParts): void {
  app.get("/health/:state", async (context) => {
    const reply = await parts.health(context.req.path);
    return reply === undefined
      ? refusalResponse(context, { error: "control_not_found" })
      : json(reply.status, reply.content);
  });
  // It is made once, at the first request, because making it takes tens of milliseconds and everyone may request it.
  let document: Promise<unknown> | undefined;
  app.get("/openapi.json", async () => {
    document ??= import("./open-api.ts").then(({ openApiDocument }) =>
      openApiDocument(parts.routes, parts.version),
    );
    return json(200, await document);
  });
  // The base path may come without a slash at its end, and then a relative address would not work.
  app.get("/", () => redirect(parts.basePath === "" ? "console/" : `${parts.basePath}/console/`));
  app.get("/console", () => redirect("console/"));
  app.get("/console/*", (context) => {
    const path = context.req.path.slice("/console/".length);
    if (parts.page.size === 0) return refusalResponse(context, { error: "control_page_not_built" });
    const file = pageResponse(parts.page, path, context.req.header("Accept-Encoding"));
    return file ?? refusalResponse(context, { error: "control_not_found" });
  });
}

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { Location: location } });
}
