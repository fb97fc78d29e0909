// What an edge notices of a project's identity server, and says in its heartbeats.

/** How calls to an identity server fail. A status is what it answered. */
export type OriginFailure =
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "timeout" | "unreachable" | "broken" };

/** What an edge notices of one project. A project without trouble has no sign. Instants are wall-clock milliseconds. */
export interface ProjectSign {
  readonly project: string;
  /** Its calls for checks fail since then, all of them. `how` is how the latest one failed. */
  readonly failing?: { readonly since: number; readonly how: OriginFailure };
  /** Since then, the identity server contradicts the configured name of the session cookie. */
  readonly cookieNameContradicted?: { readonly since: number };
}

/** The most signs of one heartbeat. Those that began first are kept. */
export const signsMax = 32;

/** Reads the signs of a heartbeat. What is not understood is left out. */
export function readSigns(value: unknown): readonly ProjectSign[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, signsMax).flatMap((sign: unknown) => {
    const read = readSign(sign);
    return read === undefined ? [] : [read];
  });
}

function readSign(value: unknown): ProjectSign | undefined {
  if (!isRecord(value) || typeof value["project"] !== "string") return undefined;
  const failing = readFailing(value["failing"]);
  const contradicted = value["cookieNameContradicted"];
  const since = isRecord(contradicted) ? contradicted["since"] : undefined;
  return {
    project: value["project"],
    ...(failing === undefined ? {} : { failing }),
    ...(isInstant(since) ? { cookieNameContradicted: { since } } : {}),
  };
}

function readFailing(value: unknown): ProjectSign["failing"] {
  if (!isRecord(value) || !isInstant(value["since"])) return undefined;
  const how = readFailure(value["how"]);
  return how === undefined ? undefined : { since: value["since"], how };
}

function readFailure(value: unknown): OriginFailure | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, status } = value;
  if (kind === "status") return isInstant(status) ? { kind, status } : undefined;
  return kind === "timeout" || kind === "unreachable" || kind === "broken" ? { kind } : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isInstant(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
