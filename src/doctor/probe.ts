// Gathers the facts: asks every server that was named, one question after the other.
import type { Ask } from "./ask.ts";
import type { GivenCookie } from "../core/health/pasted-cookies.ts";
import type { BusFacts, DatabaseFacts, Facts, SetUp } from "./facts.ts";
import { probeAdmin } from "./probe-admin.ts";
import { probeControl } from "./probe-control.ts";
import { probeCors } from "./probe-cors.ts";
import { probeFlow } from "./probe-flow.ts";
import { probeLive } from "./probe-live.ts";
import { readWhoami } from "../core/health/whoami-seen.ts";
import type { Secret } from "../core/secret.ts";

/** What is examined, with what. */
export interface Examination {
  readonly setUp: SetUp;
  /** The key of the admin listener. */
  readonly key: Secret | undefined;
  /** Cookies among which that of a live session is. */
  readonly cookies: readonly GivenCookie[] | undefined;
  readonly ask: Ask;
  /** Looks at the control plane's database; undefined where none was named. */
  readonly database: (() => Promise<DatabaseFacts>) | undefined;
  /** Listens to the bus; undefined where none was named. */
  readonly bus: (() => Promise<BusFacts>) | undefined;
  /** The control plane, and a key of it; undefined where none was named. */
  readonly control?: { readonly url: string; readonly key: Secret } | undefined;
  /** Told what is asked next. */
  readonly progress: (text: string) => void;
}

/** Asks everything there is to ask. A live session's cookie goes to the identity server and the edge, the key to the admin listener, nothing anywhere else. */
export async function gatherFacts({
  setUp,
  key,
  cookies,
  ask,
  database: examineDatabase,
  bus: examineBus,
  control: controlGiven,
  progress,
}: Examination): Promise<Facts> {
  const { originUrl, edgeUrl, adminUrl, appOrigin, cookieName } = setUp;
  const whoami = async (url: string) =>
    readWhoami(await ask({ url: `${url}/sessions/whoami` }), `${url}/sessions/whoami`);
  progress(`a check without a session at the identity server, ${originUrl}`);
  const origin = await whoami(originUrl);
  const kratos = origin.kind === "answer" && origin.kratos;
  if (edgeUrl !== undefined) progress(`the same check at the edge, ${edgeUrl}`);
  const edge = edgeUrl === undefined ? undefined : await whoami(edgeUrl);
  const edgeAnswers = edge?.kind === "answer" && edge.kratos;
  if (edgeAnswers) progress("where a sign-in flow leads");
  const feature = edge?.kind === "answer" && edge.cacheStatus !== undefined;
  const flow =
    edgeUrl !== undefined && edgeAnswers ? await probeFlow(ask, edgeUrl, feature) : undefined;
  const visited = edgeUrl !== undefined && edgeAnswers ? edgeUrl : kratos ? originUrl : undefined;
  if (appOrigin !== undefined && visited !== undefined) progress(`CORS for pages of ${appOrigin}`);
  const cors =
    appOrigin !== undefined && visited !== undefined
      ? await probeCors(ask, visited, appOrigin)
      : undefined;
  if (adminUrl !== undefined) progress(`the edge's admin listener, ${adminUrl}`);
  const admin = adminUrl === undefined ? undefined : await probeAdmin(ask, adminUrl, key);
  if (cookies !== undefined && kratos) progress("checks with the cookie of a live session");
  const live =
    cookies !== undefined && kratos
      ? await probeLive(ask, {
          cookies,
          cookieName,
          originUrl,
          edgeUrl: edgeAnswers ? edgeUrl : undefined,
        })
      : undefined;
  if (examineDatabase !== undefined) progress("the control plane's database");
  const database = await examineDatabase?.();
  if (examineBus !== undefined) progress("the bus, for two seconds");
  const bus = await examineBus?.();
  if (controlGiven !== undefined) progress(`the projects of ${controlGiven.url}`);
  const control =
    controlGiven === undefined
      ? undefined
      : await probeControl(ask, controlGiven.url, controlGiven.key);
  return { setUp, origin, edge, flow, cors, admin, live, database, bus, control };
}
