// What a path of the API is: who may, what it takes, what it answers. One list of these serves requests and makes the
// OpenAPI document, so the two cannot disagree.
import type { z } from "@hono/zod-openapi";
import type { ControlRefusal } from "../errors.ts";
import type { Caller } from "../access/callers.ts";
import type { ControlScope } from "../access/scopes.ts";
import type { ProjectRecord } from "../storage.ts";

/** One request, checked against its route. */
export interface ApiCall<Body, Query> {
  readonly caller: Caller;
  /** The project in the path. */
  readonly project: ProjectRecord;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly header: (name: string) => string | undefined;
  /** Host by which the control plane was asked; empty for none. */
  readonly askedHost: string;
}

/** What a route gives: content as JSON, nothing, or a refusal. */
export type Reply =
  | {
      readonly status: 200 | 201;
      readonly content: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly status: 204 }
  | { readonly refusal: ControlRefusal };

/** One path with one method. */
export interface ApiRoute {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** With `{project}` (id or slug) and other parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly scope: ControlScope;
  /** Only for operators' keys. */
  readonly operator: boolean;
  readonly body: z.ZodType | undefined;
  readonly query: z.ZodObject | undefined;
  readonly answer: { readonly status: 200 | 201 | 204; readonly schema: z.ZodType | undefined };
  readonly handle: (call: ApiCall<unknown, unknown>) => Promise<Reply> | Reply;
}

/** Makes a route whose handler sees its body and query as the schemas read them. */
export function route<Body extends z.ZodType, Query extends z.ZodObject>(
  about: Omit<ApiRoute, "body" | "query" | "handle" | "operator"> & {
    readonly operator?: true;
    readonly body?: Body;
    readonly query?: Query;
    readonly handle: (call: ApiCall<z.output<Body>, z.output<Query>>) => Promise<Reply> | Reply;
  },
): ApiRoute {
  const { body, query, operator = false, handle } = about;
  return {
    ...about,
    operator,
    body,
    query,
    // What is handed in has gone through the same schemas, in serve.ts.
    handle: (call) => handle(call as ApiCall<z.output<Body>, z.output<Query>>),
  };
}

/** A reply with content. */
export function content(value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, content: value, headers };
}

/** A reply that refuses. */
export function refuse(refusal: ControlRefusal): Reply {
  return { refusal };
}
