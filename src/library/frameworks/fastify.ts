// A Fastify hook that lets only signed-in requests through.
import type { FastifyReply, FastifyRequest } from "fastify";
import { attachSession, checkOf, refusalAnswer, type Checker, type GuardOptions } from "./guard.ts";
import { carryCookies } from "./node-answer.ts";
import type { Refusal } from "../result.ts";

export { sessionOf, type Checker, type CredentialSource, type GuardOptions } from "./guard.ts";

/** How a Fastify application guards its routes. */
export interface FastifyGuardOptions extends GuardOptions {
  /** Answers a request without a session, instead of the JSON 401, 403 or 503. Sends `reply` and returns it. */
  readonly onRefused?: (
    refusal: Refusal,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => FastifyReply | Promise<FastifyReply>;
}

/** A Fastify hook of the kind `onRequest` or `preHandler`. */
export type FastifyGuard = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** A hook behind which `sessionOf(request)` has the session. A renewed cookie goes out with the answer. */
export function requireSession(edge: Checker, options: FastifyGuardOptions = {}): FastifyGuard {
  const { onRefused = refuse } = options;
  return async (request, reply) => {
    const result = await edge.check(checkOf((name) => textOf(request.headers[name]), options));
    carryCookies(reply.raw, result.setCookie);
    if (result.kind !== "active") return onRefused(result, request, reply);
    attachSession(request, result.session);
    return undefined;
  };
}

function textOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.join(", ");
}

function refuse(refusal: Refusal, _: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, headers, body } = refusalAnswer(refusal);
  return reply.code(status).headers(headers).send(body);
}
