// What an edge notices of a project's identity server, and says in its heartbeats.
import { isInstant } from "../instant.ts";
import { isRecord } from "../session.ts";

/** How calls to an identity server fail. A status is what it answered. */
export type OriginFailure =
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "timeout" | "unreachable" | "broken" };

/** What an edge notices of one project. A project without trouble has no sign. Instants are wall-clock milliseconds. */
export interface ProjectSign {
  readonly project: string;
  /** Its calls for checks fail since then, all of them. `how` is how the latest one failed. */
  readonly failing?: { readonly since: number; readonly how: OriginFailure };
  /** Since then, its calls are answered 429 and none succeeds. */
  readonly limited?: { readonly since: number };
  /** Since then, the identity server contradicts the configured name of the session cookie. */
  readonly cookieNameContradicted?: { readonly since: number };
}

/** The most signs of one heartbeat, about 10 kB of them. Those that began first are kept. */
export const signsMax = 100;

/** What several processes notice of one project, as one sign. The earliest instant counts, and the failure that began first. */
export function joinSigns(signs: readonly ProjectSign[]): ProjectSign | undefined {
  const [first] = signs;
  if (first === undefined) return undefined;
  const failing = earliest(signs.map((sign) => sign.failing));
  const limited = earliest(signs.map((sign) => sign.limited));
  const contradicted = earliest(signs.map((sign) => sign.cookieNameContradicted));
  return {
    project: first.project,
    ...(failing === undefined ? {} : { failing }),
    ...(limited === undefined ? {} : { limited }),
    ...(contradicted === undefined ? {} : { cookieNameContradicted: contradicted }),
  };
}

/** What several processes notice, as one sign for each project. Those that began first are kept. */
export function joinAllSigns(signs: readonly ProjectSign[]): readonly ProjectSign[] {
  const byProject = new Map<string, ProjectSign[]>();
  for (const sign of signs)
    byProject.set(sign.project, [...(byProject.get(sign.project) ?? []), sign]);
  return firstSigns([...byProject.values()].flatMap((same) => joinSigns(same) ?? []));
}

/** The signs that began first, at most `signsMax`. */
export function firstSigns(signs: readonly ProjectSign[]): readonly ProjectSign[] {
  return signs.toSorted((one, other) => signSince(one) - signSince(other)).slice(0, signsMax);
}

/** When the trouble of a sign began. */
function signSince({ failing, limited, cookieNameContradicted }: ProjectSign): number {
  const began = [failing, limited, cookieNameContradicted].flatMap(
    (trouble) => trouble?.since ?? [],
  );
  return Math.min(...began);
}

function earliest<Trouble extends { readonly since: number }>(
  troubles: readonly (Trouble | undefined)[],
): Trouble | undefined {
  return troubles
    .filter((trouble) => trouble !== undefined)
    .reduce<Trouble | undefined>(
      (first, next) => (first !== undefined && first.since <= next.since ? first : next),
      undefined,
    );
}

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
  const limited = readSince(value["limited"]);
  const contradicted = readSince(value["cookieNameContradicted"]);
  return {
    project: value["project"],
    ...(failing === undefined ? {} : { failing }),
    ...(limited === undefined ? {} : { limited }),
    ...(contradicted === undefined ? {} : { cookieNameContradicted: contradicted }),
  };
}

function readSince(value: unknown): { readonly since: number } | undefined {
  if (!isRecord(value)) return undefined;
  const { since } = value;
  return isInstant(since) ? { since } : undefined;
}

function readFailing(value: unknown): ProjectSign["failing"] {
  if (!isRecord(value) || !isInstant(value["since"])) return undefined;
  const how = readFailure(value["how"]);
  return how === undefined ? undefined : { since: value["since"], how };
}

function readFailure(value: unknown): OriginFailure | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, status } = value;
  if (kind === "status") return isStatus(status) ? { kind, status } : undefined;
  return kind === "timeout" || kind === "unreachable" || kind === "broken" ? { kind } : undefined;
}

function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 999;
}
