// Begins a sign-in flow, as any visitor does, and reads from it which URL the identity server gives to browsers.
import type { Ask } from "./ask.ts";
import type { FlowFacts } from "./facts.ts";
import { cacheStatusOf, jsonAt } from "./read-reply.ts";

const urlCharactersMax = 200;

/** Asks for a flow at `url`. Undefined where none can be had, as with self-service switched off. `follow`: look what answers at its base URL. */
export async function probeFlow(
  ask: Ask,
  url: string,
  follow: boolean,
): Promise<FlowFacts | undefined> {
  const reply = await ask({ url: `${url}/self-service/login/api` });
  if (reply.kind === "silence" || reply.status !== 200) return undefined;
  const baseUrl = baseOf(jsonAt(reply.text, ["ui", "action"]));
  if (baseUrl === undefined) return undefined;
  const requestUrl = jsonAt(reply.text, ["request_url"]);
  const asked = /^(https?):/u.exec(typeof requestUrl === "string" ? requestUrl : "")?.[1];
  return {
    baseUrl,
    edgeThere: follow && baseUrl !== url ? await edgeAt(ask, baseUrl) : undefined,
    askedBy: asked === "http" || asked === "https" ? asked : undefined,
  };
}

/** The action up to where Kratos' own path begins. */
function baseOf(action: unknown): string | undefined {
  if (typeof action !== "string" || !URL.canParse(action)) return undefined;
  const { protocol, origin, pathname } = new URL(action);
  const cut = pathname.indexOf("/self-service/");
  const base = `${origin}${pathname.slice(0, Math.max(0, cut))}`;
  const usable = cut >= 0 && /^https?:$/u.test(protocol) && base.length <= urlCharactersMax;
  return usable ? base : undefined;
}

/** Name of the edge that answers there: the URL may lead to the same edge by another way. */
async function edgeAt(ask: Ask, baseUrl: string): Promise<string | undefined> {
  const reply = await ask({ url: `${baseUrl}/sessions/whoami` });
  return reply.kind === "silence" ? undefined : cacheStatusOf(reply)?.name;
}
