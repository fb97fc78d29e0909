// The state of every project for Prometheus. A control plane without an edge has no admin listener that could show it.
import type { Context, Hono } from "hono";
import { isOperator, may } from "../access/callers.ts";
import type { Door } from "../access/door.ts";
import type { Refusals } from "../access/refusals.ts";
import type { ControlRefusal } from "../errors.ts";
import type { ProjectHealths } from "../health/project-healths.ts";
import type { ControlStorage } from "../storage.ts";
import { refusalResponse, type ServeBindings } from "./serve.ts";

/** What the metrics need. */
export interface MetricsParts {
  readonly storage: Pick<ControlStorage, "listProjects">;
  readonly healths: ProjectHealths;
  readonly door: Door;
  readonly refusals: Refusals;
}

type MetricsContext = Context<{ Bindings: ServeBindings }>;

const path = "/metrics";
const name = "edge_sessions_project_state";

/** Adds `GET /metrics`, for operators' API keys with the scope `read`. */
export function addMetricsRoute(app: Hono<{ Bindings: ServeBindings }>, parts: MetricsParts): void {
  app.get(path, (context) => answer(context, parts));
}

async function answer(context: MetricsContext, parts: MetricsParts): Promise<Response> {
  const header = (of: string): string | undefined => context.req.header(of);
  const entered = await parts.door.enter({ header, method: "GET", byConsole: false });
  const refusal = entered.kind === "refused" ? entered.refusal : refusalOf(entered.caller);
  if (refusal !== undefined) {
    await parts.refusals.note({
      peer: context.env.peer,
      caller: entered.kind === "refused" ? undefined : entered.caller,
      projectId: undefined,
      subject: `GET ${path}`,
      error: refusal.error,
    });
    return refusalResponse(context, refusal);
  }
  const projects = await parts.storage.listProjects();
  const lines = projects.flatMap((project) => {
    const health = parts.healths.of(project);
    return [health, ...health.also].map(
      ({ state }) => `${name}{project="${project.id}",slug="${project.slug}",state="${state}"} 1\n`,
    );
  });
  const head = `# HELP ${name} 1 for each state of a project that holds.\n# TYPE ${name} gauge\n`;
  return new Response(head + lines.join(""), {
    headers: {
      "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
      "Cache-Control": "no-store",
    },
  });
}

function refusalOf(caller: Parameters<typeof may>[0]): ControlRefusal | undefined {
  const insufficient = (problem: string): ControlRefusal => ({
    error: "control_key_insufficient",
    problems: [{ path, problem }],
  });
  if (!isOperator(caller))
    return insufficient("needs an API key that is not limited to one project");
  return may(caller, "read") ? undefined : insufficient("needs the scope read");
}
