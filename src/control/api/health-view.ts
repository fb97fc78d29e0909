// The health of a project as the API shows it.
import { z } from "@hono/zod-openapi";
import { type ProjectHealth } from "../../core/health/project-health.ts";
import { healthStates, type ProjectState } from "../../core/health/project-state.ts";
import { instantSchema } from "./views.ts";

const stateShape = {
  state: z.enum(healthStates),
  severity: z.enum(["good", "warning", "bad", "off"]).openapi({
    description: "`bad` harms checks now, and `warning` may. `off` is as an operator chose it.",
  }),
  since: instantSchema.nullable().openapi({ description: "Null if that is not known." }),
  sentence: z.string(),
  reason: z.string(),
  fix: z
    .object({ text: z.string(), page: z.enum(["advanced", "edges", "set-up", "overview"]) })
    .nullable(),
};

/** How a project is. */
export const healthSchema = z
  .object({
    ...stateShape,
    also: z.array(z.object(stateShape)).readonly().openapi({
      description: "The other states that hold too, gravest first.",
    }),
  })
  .openapi("ProjectHealth");

type HealthView = z.infer<typeof healthSchema>;

/** The health as JSON. */
export function healthView(health: ProjectHealth): HealthView {
  return { ...stateView(health), also: health.also.map(stateView) };
}

function stateView(of: ProjectState): HealthView["also"][number] {
  const { state, severity, sinceMs, sentence, reason, fix } = of;
  const since = sinceMs === undefined ? null : new Date(sinceMs).toISOString();
  return { state, severity, since, sentence, reason, fix: fix ?? null };
}
