// Recovery codes handed out by an administrator.

import { later } from "../clock.ts";
import { uiUrl, type Context } from "../context.ts";
import { newFlow } from "../flows/flow.ts";
import { jsonTree } from "../flows/submission.ts";
import { json, type Answer } from "../http/answer.ts";
import { notFound } from "../http/errors.ts";
import type { Request } from "../http/request.ts";
import { memberOf, stringOf } from "../json-tree.ts";
import type { Flow } from "../model.ts";
import { randomCode } from "../tokens.ts";

const unitsMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const lifeMs = 3_600_000;

/** POST /admin/recovery/code */
export function createRecoveryCode(context: Context, request: Request): Answer {
  const body = jsonTree(request.body.toString("utf8"));
  const identityId = stringOf(memberOf(body, "identity_id")) ?? "";
  const identity = context.store.identities.get(identityId);
  if (identity === undefined) return notFound(request);
  const begun = newFlow(context, request, "recovery", "browser").flow;
  const wanted = durationMs(stringOf(memberOf(body, "expires_in")) ?? "");
  const flow: Flow = {
    ...begun,
    requestUrl: `${context.adminBase()}${request.path}`,
    expiresAt: later(begun.issuedAt, wanted ?? lifeMs),
    active: "code",
    state: "sent_email",
    fromAdmin: true,
    identityId: identity.id,
    code: randomCode(),
  };
  context.store.flows.put(flow);
  return json(201, {
    recovery_link: uiUrl(context, `recovery?flow=${flow.id}`),
    recovery_code: flow.code,
    expires_at: flow.expiresAt,
  });
}

/** A duration such as `1h30m`; undefined if it is not one. */
function durationMs(text: string): number | undefined {
  if (!/^(\d+(ms|s|m|h))+$/u.test(text)) return undefined;
  let sumMs = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|s|m|h)/gu)) {
    sumMs += Number(amount) * (unitsMs[unit ?? ""] ?? 0);
  }
  return sumMs;
}
