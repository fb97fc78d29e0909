// A few pages under `/dev/ui` of the public listener, so that a person can register, sign in, see the
// session and sign out with a browser and nothing else.

import type { Context } from "../context.ts";
import { signedIn } from "../credential.ts";
import { csrfSecret } from "../csrf.ts";
import { findFlow } from "../flows/flow.ts";
import { redirect, type Answer } from "../http/answer.ts";
import { queryValue, type Request } from "../http/request.ts";
import type { Route } from "../http/router.ts";
import type { FlowKind } from "../model.ts";
import { sessionJson } from "../session-json.ts";
import { encodeJson } from "../json-encode.ts";
import { flowForms } from "./form.ts";
import { html, page } from "./html.ts";

const titles: Record<FlowKind, string> = {
  login: "Sign in",
  registration: "Register",
  settings: "Settings",
  recovery: "Recover your account",
  verification: "Verify your address",
};

/** The pages. */
export const pageRoutes: Route[] = [
  { methods: ["GET"], path: "/dev/ui/", run: home },
  { methods: ["GET"], path: "/dev/ui", run: home },
  { methods: ["GET"], path: "/dev/ui/bye", run: bye },
  { methods: ["GET"], path: "/dev/ui/style.css", run: styleSheet },
  ...(["login", "registration", "settings", "recovery", "verification"] as const).map(
    (kind): Route => ({
      methods: ["GET"],
      path: `/dev/ui/${kind}`,
      run: (context, request) => flowPage(context, request, kind),
    }),
  ),
];

function home(context: Context, request: Request): Answer {
  const who = signedIn(context, request);
  if (who === undefined) {
    const content = html`<p>You are not signed in.</p>
      <ul>
        <li><a href="/self-service/login/browser">Sign in</a></li>
        <li><a href="/self-service/registration/browser">Register</a></li>
        <li><a href="/self-service/recovery/browser">Recover an account</a></li>
      </ul>`;
    return page(context, 200, "Identity server", content);
  }
  const session: unknown = JSON.parse(encodeJson(sessionJson(context, who.session, who.identity)));
  const email = who.identity.recovery[0]?.value ?? "";
  const content = html`<p>Signed in as <strong>${email}</strong>.</p>
    <ul>
      <li><a href="/self-service/settings/browser">Settings</a></li>
      <li><a href="/self-service/verification/browser">Verify your address</a></li>
      <li><a href="/self-service/logout?token=${who.session.logoutToken}">Sign out</a></li>
    </ul>
    <h2>Your session</h2>
    <pre>${JSON.stringify(session, null, 2)}</pre>`;
  return page(context, 200, "Identity server", content);
}

function bye(context: Context): Answer {
  const content = html`<p>You have signed out.</p>
    <p><a href="/dev/ui/">Back to the start</a></p>`;
  return page(context, 200, "Goodbye", content);
}

/** A flow's page; without a flow of this browser a new one is begun. */
function flowPage(context: Context, request: Request, kind: FlowKind): Answer {
  const found = findFlow(context, request, kind, queryValue(request, "flow"));
  const begin = redirect(
    request.method,
    303,
    `${context.publicBase()}/self-service/${kind}/browser`,
  );
  if (found.kind === "refused") return begin;
  const { flow } = found;
  if (!flow.fromAdmin && csrfSecret(context, request) !== flow.csrf) return begin;
  const who = signedIn(context, request);
  if (kind === "settings" && flow.identityId !== who?.identity.id) return begin;
  const forms = flowForms(context, flow, who?.identity, queryValue(request, "code"));
  const content = html`${forms}
    <p><a href="/dev/ui/">Back to the start</a></p>`;
  return page(context, 200, titles[kind], content);
}

function styleSheet(): Answer {
  const body = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 40rem; padding: 1rem; }
form { border-top: 1px solid; display: grid; gap: 0.75rem; padding: 1rem 0; }
label { display: grid; }
input, button { font: inherit; padding: 0.4rem; }
button { justify-self: start; }
pre { overflow-x: auto; }
.warning { border: 2px solid; padding: 0.5rem 1rem; }
.error { border-left: 4px solid; padding-left: 0.5rem; }
`;
  return { status: 200, headers: [["Content-Type", "text/css; charset=utf-8"]], body };
}
