// End points that only a development server has: the outbox, and faults on demand.

import type { Context } from "../context.ts";
import type { Fault, FaultEffect, FaultList } from "../faults.ts";
import { empty, json, type Answer } from "../http/answer.ts";
import { badRequest } from "../http/errors.ts";
import type { Request } from "../http/request.ts";
import type { Route } from "../http/router.ts";

/** The development end points of the admin listener. */
export function developmentRoutes(faults: FaultList): Route[] {
  return [
    { methods: ["GET"], path: "/dev/mails", run: (context) => listMails(context) },
    { methods: ["POST"], path: "/dev/faults", run: (_, request) => addFault(faults, request) },
    {
      methods: ["DELETE"],
      path: "/dev/faults",
      run: () => {
        faults.clear();
        return empty(204);
      },
    },
  ];
}

function listMails(context: Context): Answer {
  return json(200, context.store.mails.list());
}

/** Installs a fault from JSON: `{method?, path?, times?, effect}`; `path` is compared exactly. */
function addFault(faults: FaultList, request: Request): Answer {
  let given: Partial<Fault> | null;
  try {
    given = JSON.parse(request.body.toString("utf8")) as Partial<Fault> | null;
  } catch (error) {
    if (error instanceof SyntaxError) return badRequest(request, "The body must be valid JSON.");
    throw error;
  }
  const effect = effectOf(given?.effect);
  if (effect === undefined) return badRequest(request, "effect must be one of the known effects");
  const fault: Fault = { effect };
  if (typeof given?.method === "string") fault.method = given.method;
  if (typeof given?.path === "string") fault.path = given.path;
  if (typeof given?.times === "number" && given.times > 0) fault.times = Math.floor(given.times);
  faults.add(fault);
  return json(201, fault);
}

function effectOf(given: Partial<FaultEffect> | undefined): FaultEffect | undefined {
  switch (given?.kind) {
    case "hold":
      return { kind: "hold", at: given.at === "after" ? "after" : "before" };
    case "delay":
      return { kind: "delay", ms: given.ms ?? 0 };
    case "status": {
      const { status, headers, body } = given;
      if (typeof status !== "number" || status < 200 || status > 599) return undefined;
      return { kind: "status", status, headers: headers ?? [], body: body ?? "" };
    }
    case "false-401":
    case "reset":
    case "truncate":
      return { kind: given.kind };
    case undefined:
      return undefined;
    default:
      return undefined;
  }
}
