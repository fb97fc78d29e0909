// A Fastify hook that lets only signed-in requests through.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { DecisionRefusal } from "../decision.ts";
import {
  attachAllowed,
  attachSession,
  checkOf,
  decide,
  decisionAnswer,
  refusalAnswer,
  type Checker,
  type GuardOptions,
  type PolicyOptions,
  type RefusalAnswer,
} from "./guard.ts";
import { carryCookies } from "./node-answer.ts";
import type { Refusal } from "../result.ts";

export { allowedOf, sessionOf, type Checker, type CredentialSource } from "./guard.ts";
export type { GuardOptions, PolicyOptions } from "./guard.ts";

/** How a Fastify application guards its routes. */
export interface FastifyGuardOptions extends GuardOptions {
  readonly policy?: undefined;
  /** Answers a request without a session, instead of the JSON 401, 403 or 503. Sends `reply` and returns it. */
  readonly onRefused?: (
    refusal: Refusal,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => FastifyReply | Promise<FastifyReply>;
}

/** How a Fastify application guards its routes by a policy. */
export interface FastifyPolicyOptions extends PolicyOptions {
  /** Answers a request that may not go on, instead of the redirect, or the JSON 401, 403 or 503. */
  readonly onRefused?: (
    refusal: DecisionRefusal,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => FastifyReply | Promise<FastifyReply>;
}

/** A Fastify hook of the kind `onRequest` or `preHandler`. */
export type FastifyGuard = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** A hook behind which `sessionOf(request)` has the session. A renewed cookie goes out with the answer. */
export function requireSession(edge: Checker, options?: FastifyGuardOptions): FastifyGuard;
/** The same by a policy, which also decides who is let through and which headers the application gets. */
export function requireSession(edge: Checker, options: FastifyPolicyOptions): FastifyGuard;
export function requireSession(
  edge: Checker,
  options: FastifyGuardOptions | FastifyPolicyOptions = {},
): FastifyGuard {
  if (options.policy !== undefined) return requirePolicy(edge, options);
  const { onRefused = refuse } = options;
  return async (request, reply) => {
    const result = await edge.check(checkOf((name) => textOf(request.headers[name]), options));
    carryCookies(reply.raw, result.setCookie);
    if (result.kind !== "active") return onRefused(result, request, reply);
    attachSession(request, result.session);
    return undefined;
  };
}

function requirePolicy(edge: Checker, options: FastifyPolicyOptions): FastifyGuard {
  const { onRefused = (refusal, _, reply) => send(decisionAnswer(refusal), reply) } = options;
  return async (request, reply) => {
    const { method, originalUrl: url, headers } = request;
    const decision = await decide(edge, { method, url, headers }, options);
    carryCookies(reply.raw, decision.setCookie);
    if (decision.kind !== "allowed") return onRefused(decision, request, reply);
    attachAllowed(request, decision);
    return undefined;
  };
}

function textOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.join(", ");
}

function refuse(refusal: Refusal, _: FastifyRequest, reply: FastifyReply): FastifyReply {
  return send(refusalAnswer(refusal), reply);
}

function send({ status, headers, body }: RefusalAnswer, reply: FastifyReply): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
