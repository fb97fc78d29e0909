// The accounts of the identity server of a fault run.
import { randomUUID } from "node:crypto";
import { instantMs } from "../instant.ts";
import type { SessionRecord } from "./records.ts";

const lifespanMs = 3_600_000;

interface Identity {
  readonly id: string;
  /** Counts the changes of the profile. Every answer shows it. */
  version: number;
}

/** Identities and their sessions. */
export class People {
  readonly sessions: SessionRecord[] = [];
  readonly #wallOffsetMs = Date.now() - instantMs();
  readonly #identities = new Map<string, Identity>();
  readonly #byCredential = new Map<string, SessionRecord>();
  readonly #byId = new Map<string, SessionRecord>();

  /** Signs somebody in: a new identity, unless one is given. */
  signIn(identityId: string = randomUUID()): SessionRecord {
    const id = randomUUID();
    const secret = id.replaceAll("-", "");
    const session: SessionRecord = {
      id,
      identityId,
      cookie: `MTc${secret}`,
      token: `ory_st_${secret}`,
      fromMs: instantMs(),
      endedAtMs: undefined,
    };
    if (!this.#identities.has(identityId)) {
      this.#identities.set(identityId, { id: identityId, version: 1 });
    }
    this.sessions.push(session);
    this.#byId.set(id, session);
    this.#byCredential.set(session.cookie, session);
    this.#byCredential.set(session.token, session);
    return session;
  }

  /** The live session of a cookie or token. */
  of(credential: string | undefined): SessionRecord | undefined {
    const session = this.#byCredential.get(credential ?? "");
    return session?.endedAtMs === undefined ? session : undefined;
  }

  session(id: string): SessionRecord | undefined {
    return this.#byId.get(id);
  }

  live(identityId: string): readonly SessionRecord[] {
    return this.sessions.filter(
      (one) => one.identityId === identityId && one.endedAtMs === undefined,
    );
  }

  end(session: SessionRecord): void {
    session.endedAtMs ??= instantMs();
  }

  /** Changes the profile. */
  change(identityId: string): void {
    const identity = this.#identities.get(identityId);
    if (identity !== undefined) identity.version += 1;
  }

  /** A session as a check shows it. */
  json(session: SessionRecord): string {
    const version = this.#identities.get(session.identityId)?.version ?? 0;
    const issuedAt = Math.round(this.#wallOffsetMs + session.fromMs);
    return `${JSON.stringify({
      id: session.id,
      active: true,
      expires_at: new Date(issuedAt + lifespanMs).toISOString(),
      authenticated_at: new Date(issuedAt).toISOString(),
      authenticator_assurance_level: "aal1",
      identity: {
        id: session.identityId,
        state: "active",
        traits: { name: `version ${version}` },
      },
    })}\n`;
  }

  endsAtMs({ fromMs }: SessionRecord): number {
    return fromMs + lifespanMs;
  }
}
