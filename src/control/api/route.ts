// A path of the API: which keys may use it, what it accepts, and what it answers. One list of routes serves requests and
// makes the OpenAPI document, so the two cannot disagree.
import type { z } from "@hono/zod-openapi";
import type { ControlRefusal } from "../errors.ts";
import type { Caller } from "../access/callers.ts";
import type { ControlScope } from "../access/scopes.ts";
import type { ProjectRecord } from "../storage.ts";

/** One request, checked against its route. */
export interface ApiCall<Body = unknown, Query = unknown> {
  readonly caller: Caller;
  /** The parameters in the path, by their names. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly header: (name: string) => string | undefined;
  /** The host in the request to the control plane. Empty if there is none. */
  readonly askedHost: string;
}

/** One request for a path with `{project}`. */
export interface ProjectCall<Body = unknown, Query = unknown> extends ApiCall<Body, Query> {
  /** The project in the path, which the caller's key may see. */
  readonly project: ProjectRecord;
}

/**
 * What a route returns: content as JSON, a file that is sent while it is made, nothing (also
 * because the client has the content already), or a refusal.
 */
export type Reply =
  | {
      readonly status: 200 | 201;
      readonly content: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | FileReply
  | { readonly status: 204 }
  | { readonly status: 304; readonly headers: Readonly<Record<string, string>> }
  | { readonly refusal: ControlRefusal };

/** A text that the client stores as a file. Only one of its pieces is in memory at a time. */
export interface FileReply {
  readonly status: 200;
  /** The content type. */
  readonly type: string;
  /** The name of the file, without quotes. */
  readonly file: string;
  readonly pieces: AsyncIterable<string>;
}

/** Answers one request. */
export type Handler<Call> = (call: Call) => Promise<Reply> | Reply;

/** What every route says about itself. */
interface RouteFacts {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Parameters are in braces. `{project}` is a project's id or slug. */
  readonly path: string;
  readonly summary: string;
  readonly scope: ControlScope;
  /** Whether it needs an operator key. */
  readonly operator: boolean;
  readonly body: z.ZodType | undefined;
  readonly query: z.ZodObject | undefined;
  readonly answer: {
    readonly status: 200 | 201 | 204;
    readonly schema: z.ZodType | undefined;
    /** The content types, if it is not JSON. */
    readonly types?: readonly string[];
  };
}

/** A path without `{project}`, with one method. */
interface GeneralRoute extends RouteFacts {
  readonly kind: "general";
  readonly handle: Handler<ApiCall>;
}

/** A path with `{project}`, with one method. */
interface ProjectRoute extends RouteFacts {
  readonly kind: "project";
  readonly handle: Handler<ProjectCall>;
}

/** One path with one method. */
export type ApiRoute = GeneralRoute | ProjectRoute;

/** A path with `{project}`. */
export type ProjectPath = `${string}{project}${string}`;

/** What a route is defined with, in addition to its path and its handler. */
interface RouteOptions<Body, Query> extends Omit<
  RouteFacts,
  "path" | "operator" | "body" | "query"
> {
  readonly operator?: true;
  readonly body?: Body;
  readonly query?: Query;
}

/** Defines a route without `{project}` in its path. The handler gets the body and the query as the schemas read them. */
export function route<Path extends string, Body extends z.ZodType, Query extends z.ZodObject>(
  about: RouteOptions<Body, Query> & {
    readonly path: Path extends ProjectPath ? never : Path;
    readonly handle: Handler<ApiCall<z.output<Body>, z.output<Query>>>;
  },
): ApiRoute {
  const { body, query, operator = false, handle } = about;
  return {
    ...about,
    kind: "general",
    operator,
    body,
    query,
    // serve.ts has read the body and the query with the same schemas.
    handle: (call) => handle(call as ApiCall<z.output<Body>, z.output<Query>>),
  };
}

/** Defines a route with `{project}` in its path. The handler also gets the project. */
export function projectRoute<Body extends z.ZodType, Query extends z.ZodObject>(
  about: RouteOptions<Body, Query> & {
    readonly path: ProjectPath;
    readonly handle: Handler<ProjectCall<z.output<Body>, z.output<Query>>>;
  },
): ApiRoute {
  const { body, query, operator = false, handle } = about;
  return {
    ...about,
    kind: "project",
    operator,
    body,
    query,
    // serve.ts has read the body and the query with the same schemas.
    handle: (call) => handle(call as ProjectCall<z.output<Body>, z.output<Query>>),
  };
}

/** The names of the parameters in a route's path. */
export function parameterNames(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}

/** A reply with content. */
export function content(value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, content: value, headers };
}

/** A reply that refuses. */
export function refuse(refusal: ControlRefusal): Reply {
  return { refusal };
}
