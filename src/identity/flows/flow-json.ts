// Flows as JSON, in Kratos' member order.

import type { Context } from "../context.ts";
import { uiUrl } from "../context.ts";
import type { Flow, Identity } from "../model.ts";
import { identityJson } from "../session-json.ts";
import { flowNodes } from "./flow-nodes.ts";

/** A flow; settings flows show their identity. */
export function flowJson(
  context: Context,
  flow: Flow,
  identity: Identity | undefined,
  beside: Record<string, unknown> = {},
): Record<string, unknown> {
  const done = flow.kind === "verification" && flow.state === "passed_challenge";
  const ui = {
    action: done
      ? uiUrl(context, "")
      : `${context.publicBase()}/self-service/${flow.kind}?flow=${flow.id}`,
    method: done ? "GET" : "POST",
    nodes: flowNodes(flow, flow.formToken, identity),
    messages: flow.messages.length === 0 ? undefined : flow.messages,
  };
  const start = {
    type: flow.type,
    expires_at: flow.expiresAt,
    issued_at: flow.issuedAt,
    request_url: flow.requestUrl,
    return_to: flow.returnTo,
    active: flow.active,
    ui,
  };
  switch (flow.kind) {
    case "login":
      return {
        id: flow.id,
        organization_id: null,
        ...start,
        created_at: flow.createdAt,
        updated_at: flow.createdAt,
        refresh: flow.refresh,
        requested_aal: flow.requestedAal,
        state: flow.state,
        ...beside,
      };
    case "settings":
      return {
        id: flow.id,
        ...start,
        identity: identity && identityJson(context, identity),
        state: flow.state,
        organization_id: null,
        ...beside,
      };
    case "registration":
      return { id: flow.id, ...start, organization_id: null, state: flow.state, ...beside };
    case "recovery":
    case "verification":
      return { id: flow.id, ...start, state: flow.state, ...beside };
    default:
      return flow.kind satisfies never;
  }
}
