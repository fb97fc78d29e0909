// Express middleware that lets only signed-in requests through.
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Decision, DecisionRefusal } from "../decision.ts";
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
import type { CheckResult, Refusal } from "../result.ts";

export { allowedOf, sessionOf, type Checker, type CredentialSource } from "./guard.ts";
export type { GuardOptions, PolicyOptions } from "./guard.ts";

/** How an Express application guards its routes. */
export interface ExpressGuardOptions extends GuardOptions {
  readonly policy?: undefined;
  /** Answers a request without a session, instead of the JSON 401, 403 or 503. */
  readonly onRefused?: (
    refusal: Refusal,
    request: Request,
    response: Response,
    next: NextFunction,
  ) => void;
}

/** How an Express application guards its routes by a policy. */
export interface ExpressPolicyOptions extends PolicyOptions {
  /** Answers a request that may not go on, instead of the redirect, or the JSON 401, 403 or 503. */
  readonly onRefused?: (
    refusal: DecisionRefusal,
    request: Request,
    response: Response,
    next: NextFunction,
  ) => void;
}

/** Middleware behind which `sessionOf(request)` has the session. A renewed cookie goes out with the answer. */
export function requireSession(edge: Checker, options?: ExpressGuardOptions): RequestHandler;
/** The same by a policy, which also decides who is let through and which headers the application gets. */
export function requireSession(edge: Checker, options: ExpressPolicyOptions): RequestHandler;
export function requireSession(
  edge: Checker,
  options: ExpressGuardOptions | ExpressPolicyOptions = {},
): RequestHandler {
  if (options.policy !== undefined) return requirePolicy(edge, options);
  const { onRefused = refuse } = options;
  return (request, response, next) => {
    const finish = (result: CheckResult): void => {
      carryCookies(response, result.setCookie);
      if (result.kind !== "active") {
        onRefused(result, request, response, next);
        return;
      }
      attachSession(request, result.session);
      next();
    };
    const result = edge.check(checkOf((name) => request.get(name), options));
    // Express passes a rejection to its error handlers.
    return result instanceof Promise ? result.then(finish) : finish(result);
  };
}

function requirePolicy(edge: Checker, options: ExpressPolicyOptions): RequestHandler {
  const { onRefused = (refusal, _, response) => send(decisionAnswer(refusal), response) } = options;
  return (request, response, next) => {
    const finish = (decision: Decision): void => {
      carryCookies(response, decision.setCookie);
      if (decision.kind !== "allowed") {
        onRefused(decision, request, response, next);
        return;
      }
      attachAllowed(request, decision);
      next();
    };
    const { method, originalUrl: url, headers } = request;
    const decision = decide(edge, { method, url, headers }, options);
    return decision instanceof Promise ? decision.then(finish) : finish(decision);
  };
}

function refuse(refusal: Refusal, _: Request, response: Response): void {
  send(refusalAnswer(refusal), response);
}

function send({ status, headers, body }: RefusalAnswer, response: Response): void {
  response.status(status).set(headers).send(body);
}
