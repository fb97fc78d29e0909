// Begins a sign-in flow, as any visitor does, and reads from it which URL the identity server gives to browsers.
import { readSignInFlow, signInFlowPath } from "../core/health/sign-in-flow.ts";
import { cacheStatusOf } from "../core/health/whoami-seen.ts";
import type { Ask } from "./ask.ts";
import type { FlowFacts } from "./facts.ts";

/** Asks for a flow at `url`. Undefined where none can be had, as with self-service switched off. `follow`: look what answers at its base URL. */
export async function probeFlow(
  ask: Ask,
  url: string,
  follow: boolean,
): Promise<FlowFacts | undefined> {
  const reply = await ask({ url: `${url}${signInFlowPath}` });
  if (reply.kind === "silence" || reply.status !== 200) return undefined;
  const flow = readSignInFlow(reply.text);
  if (flow === undefined || !URL.canParse(flow.baseUrl)) return undefined;
  const { baseUrl } = flow;
  return {
    ...flow,
    edgeThere: follow && baseUrl !== url ? await edgeAt(ask, baseUrl) : undefined,
  };
}

/** Name of the edge that answers there: the URL may lead to the same edge by another way. */
async function edgeAt(ask: Ask, baseUrl: string): Promise<string | undefined> {
  const reply = await ask({ url: `${baseUrl}/sessions/whoami` });
  return reply.kind === "silence" ? undefined : cacheStatusOf(reply)?.name;
}
