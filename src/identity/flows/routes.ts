// The self-service end points.

import type { Context } from "../context.ts";
import { csrfSecret } from "../csrf.ts";
import { json, type Answer } from "../http/answer.ts";
import { csrfViolation } from "../http/errors.ts";
import { queryValue, type Request } from "../http/request.ts";
import type { Handler, Route } from "../http/router.ts";
import type { FlowKind } from "../model.ts";
import { flowJson } from "./flow-json.ts";
import { findFlow } from "./flow.ts";
import { beginLogin, submitLogin } from "./login.ts";
import { beginLogout, logout, logoutApp } from "./logout.ts";
import { beginRecovery, submitRecovery } from "./recovery.ts";
import { beginRegistration, submitRegistration } from "./registration.ts";
import { beginSettings, readSettings, submitSettings } from "./settings.ts";
import { beginVerification, followVerification, submitVerification } from "./verification.ts";

type Begin = (context: Context, request: Request, type: "browser" | "api") => Answer;

/** Flow end points of the public listener. */
export const flowRoutes: Route[] = [
  ...endPoints("login", beginLogin, submitLogin),
  ...endPoints("registration", beginRegistration, submitRegistration),
  ...endPoints("settings", beginSettings, submitSettings),
  ...endPoints("recovery", beginRecovery, submitRecovery),
  ...endPoints("verification", beginVerification, submitVerification),
  { methods: ["GET"], path: "/self-service/verification", run: followVerification },
  { methods: ["GET"], path: "/self-service/logout/browser", run: beginLogout },
  { methods: ["GET"], path: "/self-service/logout", run: logout },
  { methods: ["DELETE"], path: "/self-service/logout/api", run: logoutApp },
];

function endPoints(kind: FlowKind, begin: Begin, submit: Handler): Route[] {
  const path = `/self-service/${kind}`;
  const start =
    (type: "browser" | "api"): Handler =>
    (context, request) =>
      begin(context, request, type);
  return [
    { methods: ["GET"], path: `${path}/browser`, run: start("browser") },
    { methods: ["GET"], path: `${path}/api`, run: start("api") },
    {
      methods: ["GET"],
      path: `${path}/flows`,
      run: (context, request) => read(context, request, kind),
    },
    { methods: ["POST"], path, run: submit },
  ];
}

/** A flow by id; browser flows only for the browser that began them. */
function read(context: Context, request: Request, kind: FlowKind): Answer {
  const id = queryValue(request, "id");
  if (kind === "settings") return readSettings(context, request, id);
  const found = findFlow(context, request, kind, id);
  if (found.kind === "refused") return found.answer;
  const { flow } = found;
  const guarded = flow.type === "browser" && !flow.fromAdmin;
  if (guarded && csrfSecret(context, request) !== flow.csrf) return csrfViolation(request);
  const identity =
    flow.identityId === undefined ? undefined : context.store.identities.get(flow.identityId);
  return json(200, flowJson(context, flow, identity));
}
