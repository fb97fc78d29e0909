// What edges hold of a project's sessions: those of this process from its store, those of other processes by asking them.
import type { EdgeSessions } from "../control/ports.ts";
import type { Entry } from "../core/entry.ts";
import { freshForMs } from "../core/hit.ts";
import { findingsMax, nothingFound, type HeldAnswer } from "../core/session-question.ts";
import type { SessionFindings, SessionMatter } from "../core/session-question.ts";
import type { ProjectSettings } from "../core/settings.ts";
import type { BusLink } from "../edge/link/bus-link.ts";
import type { Projects } from "../edge/projects.ts";
import type { SharedPorts } from "./edge-assembly.ts";

/** How long the edges of other processes have to answer, in milliseconds. */
const answerWaitMs = 1_000;

/** What this process' edges hold, at most `entriesMax` entries and as many sessions. */
export function findOwnSessions(
  projects: Pick<Projects, "served" | "edgeOf">,
  { store, clock }: Pick<SharedPorts, "store" | "clock">,
  projectId: string,
  about: SessionMatter,
  entriesMax: number = findingsMax,
): SessionFindings {
  const served = projects.served().find(({ settings }) => settings.project === projectId);
  if (served === undefined) return nothingFound;
  // One more than is shown, to know if there are more.
  if (about.kind === "most-asked") {
    const asked = projects.edgeOf(projectId)?.mostAsked(entriesMax + 1) ?? [];
    const truncated = asked.length > entriesMax;
    return { ...nothingFound, asked: asked.slice(0, entriesMax), truncated };
  }
  const nowMs = clock.nowMs();
  const entries = store.entriesOf(projectId, about, entriesMax + 1);
  const held = entries
    .slice(0, entriesMax)
    .map((entry) => heldAnswer(entry, nowMs, served.settings));
  return { ...nothingFound, held, truncated: entries.length > entriesMax };
}

function heldAnswer(entry: Entry, nowMs: number, settings: ProjectSettings): HeldAnswer {
  return {
    session: entry.sessionId ?? "",
    identity: entry.identityId ?? "",
    credentials: entry.credentials.length,
    origin: entry.origin,
    ageMs: nowMs - entry.begunAtMs,
    freshForMs: freshForMs(entry, nowMs, settings),
    endsInMs: Number.isFinite(entry.endsAtMs) ? entry.endsAtMs - nowMs : undefined,
    renew: entry.renew,
    bytes: entry.bodyBytes,
  };
}

/** Asks the edges of other processes. */
export async function askOtherEdges(
  link: Pick<BusLink, "askSessions"> | undefined,
  projectId: string,
  about: SessionMatter,
): Promise<readonly EdgeSessions[]> {
  if (link === undefined) return [];
  const { sent, edges } = await link.askSessions(projectId, about, answerWaitMs);
  return edges.map(({ member, findings }) => {
    const { name, instance, region } = member.heartbeat;
    const unanswered = member.state === "silent" ? "silent" : sent ? "late" : "not-asked";
    return { edge: name, instance, region, findings: findings ?? unanswered };
  });
}
