// The table of the admin listener. Kratos serves it with and without the prefix `/admin`.

import {
  createIdentities,
  createIdentity,
  deleteCredential,
  deleteIdentity,
  getIdentity,
  listIdentities,
  patchIdentity,
  replaceIdentity,
} from "./admin/identities.ts";
import { developmentRoutes } from "./admin/development.ts";
import { listMessages } from "./admin/messages.ts";
import { createRecoveryCode } from "./admin/recovery.ts";
import {
  changeSessions,
  deleteSessionsOf,
  endSession,
  extendSession,
  getSession,
  listSessions,
  listSessionsOf,
  whoamiElsewhere,
} from "./admin/sessions.ts";
import type { Context } from "./context.ts";
import type { FaultList } from "./faults.ts";
import { healthRoutes } from "./health.ts";
import type { Answer } from "./http/answer.ts";
import type { Request } from "./http/request.ts";
import { createRouter, type Route } from "./http/router.ts";
import { getSchema, listSchemas } from "./person-schema.ts";
import { withCommon } from "./public-routes.ts";

const routes: Route[] = [
  { methods: ["GET"], path: "/identities", run: listIdentities },
  { methods: ["POST"], path: "/identities", run: createIdentity },
  { methods: ["PATCH"], path: "/identities", run: createIdentities },
  { methods: ["GET"], path: "/identities/{id}", run: getIdentity },
  { methods: ["PUT"], path: "/identities/{id}", run: replaceIdentity },
  { methods: ["PATCH"], path: "/identities/{id}", run: patchIdentity },
  { methods: ["DELETE"], path: "/identities/{id}", run: deleteIdentity },
  { methods: ["DELETE"], path: "/identities/{id}/credentials/{type}", run: deleteCredential },
  { methods: ["GET"], path: "/identities/{id}/sessions", run: listSessionsOf },
  { methods: ["DELETE"], path: "/identities/{id}/sessions", run: deleteSessionsOf },
  { methods: ["GET"], path: "/sessions", run: listSessions },
  { methods: ["POST"], path: "/sessions", run: changeSessions },
  { methods: ["GET"], path: "/sessions/whoami", run: whoamiElsewhere },
  { methods: ["GET"], path: "/sessions/{id}", run: getSession },
  { methods: ["DELETE"], path: "/sessions/{id}", run: endSession },
  { methods: ["PATCH"], path: "/sessions/{id}/extend", run: extendSession },
  { methods: ["POST"], path: "/recovery/code", run: createRecoveryCode },
  { methods: ["GET"], path: "/courier/messages", run: listMessages },
  { methods: ["GET"], path: "/schemas", run: listSchemas },
  { methods: ["GET"], path: "/schemas/{id}", run: getSchema },
  ...healthRoutes,
];

/** Prepares the admin listener's answers. */
export function createAdminAnswers(
  faults: FaultList,
): (context: Context, request: Request) => Promise<Answer> {
  const prefixed = routes.map((each) => ({ ...each, path: `/admin${each.path}` }));
  const route = createRouter([...routes, ...prefixed, ...developmentRoutes(faults)]);
  return async (context, request) => {
    const found = route(request);
    const answer =
      found.kind === "answer" ? found.answer : await found.run(context, request, found.params);
    return withCommon(request, answer);
  };
}
