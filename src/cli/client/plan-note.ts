// Why a plan does not let a project use Edge Sessions, and which would.
import { z } from "zod";
import { shown } from "./text.ts";
import type { Ask } from "./control-client.ts";

const planSchema = z.object({
  name: z.string(),
  title: z.string(),
  cacheable_sessions: z.boolean(),
});
const stateSchema = z.object({ plan: planSchema });

/** The sentences; undefined where the control plane does not tell this key of plans. */
export async function planNote(project: string, ask: Ask): Promise<string | undefined> {
  const state = await ask({ method: "GET", path: `/projects/${project}/edge-sessions` });
  const plans = await ask({ method: "GET", path: "/plans" });
  if (state.kind !== "answer" || plans.kind !== "answer") return undefined;
  const own = stateSchema.safeParse(state.body).data?.plan;
  const all = z.array(planSchema).safeParse(plans.body).data;
  if (own === undefined || all === undefined) return undefined;
  const better = all.filter((plan) => plan.cacheable_sessions).map(({ name }) => name);
  const is = `The project is on the plan ${shown(own.name)} (${shown(own.title)}), which does not include Edge Sessions.`;
  return better.length === 0
    ? `${is} No plan in the operator's table does.`
    : `${is} These plans do: ${shown(better)}. An operator can change the plan with \`edge-sessions patch project ${project} --replace /subscription_plan=PLAN\`.`;
}
