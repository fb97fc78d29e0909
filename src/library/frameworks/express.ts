// Express middleware that lets only signed-in requests through.
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { attachSession, checkOf, refusalAnswer, type Checker, type GuardOptions } from "./guard.ts";
import { carryCookies } from "./node-answer.ts";
import type { CheckResult, Refusal } from "../result.ts";

export { sessionOf, type Checker, type CredentialSource, type GuardOptions } from "./guard.ts";

/** How an Express application guards its routes. */
export interface ExpressGuardOptions extends GuardOptions {
  /** Answers a request without a session, instead of the JSON 401, 403 or 503. */
  readonly onRefused?: (
    refusal: Refusal,
    request: Request,
    response: Response,
    next: NextFunction,
  ) => void;
}

/** Middleware behind which `sessionOf(request)` has the session. A renewed cookie goes out with the answer. */
export function requireSession(edge: Checker, options: ExpressGuardOptions = {}): RequestHandler {
  const { onRefused = refuse } = options;
  return (request, response, next) => {
    const decide = (result: CheckResult): void => {
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
    return result instanceof Promise ? result.then(decide) : decide(result);
  };
}

function refuse(refusal: Refusal, _: Request, response: Response): void {
  const { status, headers, body } = refusalAnswer(refusal);
  response.status(status).set(headers).send(body);
}
