// Making sessions, and changing them at a later sign-in of the same identity.

import { randomUUID } from "node:crypto";
import { levelOf } from "./assurance.ts";
import { later } from "./clock.ts";
import type { Context } from "./context.ts";
import { deviceOf, unstoredId } from "./device.ts";
import type { Request } from "./http/request.ts";
import type { Aal, Identity, MethodUse, Session } from "./model.ts";
import { randomToken } from "./tokens.ts";

/** A session that is not stored yet. */
export function newSession(
  context: Context,
  request: Request,
  identity: Identity,
  use: MethodUse,
): Session {
  const at = context.clock.nano();
  return {
    id: randomUUID(),
    token: randomToken("ory_st_"),
    logoutToken: randomToken("ory_lo_"),
    identityId: identity.id,
    active: true,
    expiresAt: later(at, context.config.sessionLifespanMs),
    authenticatedAt: at,
    aal: use.aal,
    methods: [use],
    issuedAt: at,
    devices: [deviceOf(request)],
  };
}

/** The session after another sign-in: `stored` is what is kept, `shown` what this one answer tells. */
export function signedInAgain(
  context: Context,
  request: Request,
  session: Session,
  use: MethodUse,
): { stored: Session; shown: Session } {
  const at = context.clock.nano();
  const methods = [...session.methods, use];
  const stored: Session = {
    ...session,
    expiresAt: later(at, context.config.sessionLifespanMs),
    authenticatedAt: at,
    aal: levelOf(methods),
    methods,
  };
  // Kratos shows a new issue time and a second device in this answer and stores neither (recording 11).
  const device = { ...deviceOf(request), id: unstoredId };
  return { stored, shown: { ...stored, issuedAt: at, devices: [...session.devices, device] } };
}

/** A method completed just now. */
export function completed(context: Context, method: string, aal: Aal): MethodUse {
  return { method, aal, completedAt: context.clock.nano() };
}
