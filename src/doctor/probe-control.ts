// Asks a control plane how its projects are.
import { isRecord, parseObject } from "../core/session.ts";
import type { Secret } from "../core/secret.ts";
import type { Ask } from "./ask.ts";
import type { ControlFacts, ProjectTrouble } from "./facts.ts";

/** Asks for the projects, those in the gravest state first. */
export async function probeControl(ask: Ask, url: string, key: Secret): Promise<ControlFacts> {
  const reply = await ask({
    url: `${url}/project-list?sort=state&page_size=200`,
    headers: { Authorization: `Bearer ${key.reveal()}` },
  });
  if (reply.kind === "silence") return { kind: "unreachable", why: reply.why };
  if (reply.status !== 200) return { kind: "refused", status: reply.status };
  const list = parseObject(reply.text);
  const rows: unknown = list?.["projects"];
  const total = list?.["total"];
  if (!Array.isArray(rows) || typeof total !== "number") return { kind: "refused", status: 200 };
  const troubles = rows.flatMap((row: unknown) => {
    const trouble = readTrouble(row);
    return trouble === undefined ? [] : [trouble];
  });
  return { kind: "seen", projects: total, troubles };
}

function readTrouble(row: unknown): ProjectTrouble | undefined {
  if (!isRecord(row) || !isRecord(row["health"])) return undefined;
  const { slug, health } = row;
  const { severity, sentence, since } = health;
  if (severity !== "bad" && severity !== "warning") return undefined;
  if (typeof slug !== "string" || typeof sentence !== "string") return undefined;
  return {
    slug: printable(slug),
    severity,
    sentence: printable(sentence),
    since: typeof since === "string" ? printable(since) : undefined,
  };
}

/** The longest text that is taken over. */
const textMax = 200;

/** What a terminal can show without doing anything else. The answer may not be a control plane's. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e\u00a1-\uffff]/gu, "").slice(0, textMax);
}
