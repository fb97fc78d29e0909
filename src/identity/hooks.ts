// Calling web hooks around flows: blocking before or after the change is stored, or beside the answer.

import { randomUUID } from "node:crypto";
import type { Context } from "./context.ts";
import type { HookContext, HookFlow, WebHook } from "./hook-settings.ts";
import type { Answer } from "./http/answer.ts";
import { errorAnswer } from "./http/errors.ts";
import type { Request } from "./http/request.ts";
import { encodeJson } from "./json-encode.ts";
import type { UiMessage } from "./model.ts";

/** When a blocking hook runs, seen from the change it belongs to. */
export type HookMoment = "before" | "after";

/** What came of the blocking hooks. */
export type HookOutcome =
  | { readonly kind: "passed" }
  /** The receiver refused with messages. */
  | {
      readonly kind: "refused";
      readonly messages: UiMessage[];
      readonly fields: Record<string, UiMessage[]>;
    }
  /** The receiver failed; the answer says so. */
  | { readonly kind: "failed"; readonly answer: Answer };

const callWaitMs = 15_000;
const hiddenHeaders = new Set(["cookie", "authorization", "x-session-token"]);

/** The hook context of a request; headers and form fields that carry secrets are left out. */
export function hookContext(
  request: Request,
  url: string,
  parts: { flow: Record<string, unknown>; identity: unknown; session?: unknown },
): HookContext {
  const headers: Record<string, string[]> = {};
  for (let at = 0; at < request.headers.length; at += 2) {
    const name = request.headers[at] ?? "";
    if (!hiddenHeaders.has(name.toLowerCase())) {
      (headers[name] ??= []).push(request.headers[at + 1] ?? "");
    }
  }
  const flow = { ...parts.flow, ui: undefined };
  return {
    ...parts,
    flow,
    request_headers: headers,
    request_method: request.method,
    request_url: url,
  };
}

/** Runs the blocking hooks of one moment, one after another, until one does not pass. */
export async function runHooks(
  context: Context,
  request: Request,
  moment: HookMoment,
  flow: HookFlow,
  method: string,
  about: HookContext,
): Promise<HookOutcome> {
  for (const hook of hooksOf(context, flow, method)) {
    if (hook.ignore === true || momentOf(hook) !== moment) continue;
    const outcome = await callHook(context, request, hook, about);
    if (outcome.kind !== "passed") return outcome;
  }
  return { kind: "passed" };
}

/** The hooks that run beside the answer. */
export function hooksBeside(
  context: Context,
  request: Request,
  flow: HookFlow,
  method: string,
  about: HookContext,
): (() => Promise<void>)[] {
  return hooksOf(context, flow, method)
    .filter((hook) => hook.ignore === true)
    .map((hook) => async () => {
      await callHook(context, request, hook, about);
    });
}

function hooksOf(context: Context, flow: HookFlow, method: string): WebHook[] {
  return context.config.hooks.filter(
    (hook) => hook.flow === flow && (hook.method === undefined || hook.method === method),
  );
}

/** As recorded: login and recovery hooks come before the session is stored, verification's after. */
function momentOf(hook: WebHook): HookMoment {
  switch (hook.flow) {
    case "login":
    case "recovery":
      return "before";
    case "verification":
      return "after";
    case "registration":
    case "settings":
      return hook.parse === true ? "before" : "after";
    default:
      return hook.flow satisfies never;
  }
}

async function callHook(
  context: Context,
  request: Request,
  hook: WebHook,
  about: HookContext,
): Promise<HookOutcome> {
  const trigger = randomUUID();
  const body = encodeJson(hook.body === undefined ? about : hook.body(about));
  const pausesMs = context.config.hookRetryDelaysMs;
  for (const pauseMs of [0, ...pausesMs]) {
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const response = await attempt(hook, trigger, body);
    if (response === undefined || response.status >= 500) continue;
    if (response.status < 300) return { kind: "passed" };
    if (hook.parse === true) {
      const refusal = refusalOf(response.text);
      if (refusal !== undefined) return refusal;
    }
    const answer = errorAnswer(request, 502, {
      reason: "A third-party upstream service responded improperly. Please try again later.",
      message: `webhook failed with status code ${response.status}`,
    });
    return { kind: "failed", answer };
  }
  const attempts = pausesMs.length + 1;
  const message = `POST ${hook.url} giving up after ${attempts} attempt(s)`;
  return { kind: "failed", answer: errorAnswer(request, 400, { code: 500, message }) };
}

/** One call; undefined if the receiver could not be reached. */
async function attempt(
  hook: WebHook,
  trigger: string,
  body: string,
): Promise<{ status: number; text: string } | undefined> {
  try {
    const response = await fetch(hook.url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Ory-Webhook-Request-Id": randomUUID(),
        "Ory-Webhook-Trigger-Id": trigger,
        ...hook.headers,
      },
      body,
      signal: AbortSignal.timeout(callWaitMs),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

interface RefusalBody {
  messages?: { instance_ptr?: string; messages?: UiMessage[] }[];
}

function refusalOf(text: string): HookOutcome | undefined {
  let body: RefusalBody | null;
  try {
    body = JSON.parse(text) as RefusalBody | null;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const entries = body?.messages ?? [];
  if (entries.length === 0) return undefined;
  const messages: UiMessage[] = [];
  const fields: Record<string, UiMessage[]> = {};
  for (const entry of entries) {
    const field = (entry.instance_ptr ?? "").replace(/^#\//u, "").replaceAll("/", ".");
    if (field === "" || field === "#") messages.push(...(entry.messages ?? []));
    else fields[field] = [...(fields[field] ?? []), ...(entry.messages ?? [])];
  }
  return { kind: "refused", messages, fields };
}
