// The keys that sign a project's sessions: made, rotated and withdrawn. They are a part of the project, so each change is a
// revision of it, is audited, and reaches the edges as every other change does. Private parts exist only sealed.
import { randomUUID } from "node:crypto";
import { scheduleKeys, type SigningKeyState } from "../../core/tokens/key-schedule.ts";
import type { SealedSigningKey, SigningAlgorithm } from "../../core/tokens/signing-key.ts";
import { signingKeysMax } from "../../core/tokens/token-limits.ts";
import { auditRecord, controlPlane, type AuditAction } from "../audit.ts";
import type { ControlRefusal } from "../errors.ts";
import type { Actor, ControlStorage, ProjectRecord } from "../storage.ts";
import type { ControlProjects } from "./projects.ts";

/** Makes a key and seals it. */
export type MakeSigningKey = (about: {
  readonly project: string;
  readonly algorithm: SigningAlgorithm;
  readonly createdAtMs: number;
  readonly signsFromMs: number;
}) => Promise<SealedSigningKey>;

/** What making keys needs. Durations are milliseconds. */
export interface SigningKeysParts {
  readonly storage: ControlStorage;
  readonly projects: Pick<ControlProjects, "publish">;
  readonly nowMs: () => number;
  /** Undefined without a secret to seal keys with. No key is made then. */
  readonly makeSigningKey: MakeSigningKey | undefined;
  /** How long a new key is published before it signs, unless a request says otherwise. */
  readonly publishForMs: number;
  /** How long a key signs before the control plane makes the next one. Undefined for as long as nobody does. */
  readonly rotateAfterMs: number | undefined;
}

/** A key of a project, and what it does now. */
export interface StandingKey {
  readonly key: SealedSigningKey;
  readonly state: SigningKeyState;
  /** Undefined while no later key is known. */
  readonly publishedUntilMs: number | undefined;
}

/** A key as it is now, or why nothing was changed. */
export type SigningKeyResult =
  | { readonly kind: "done"; readonly key: StandingKey }
  | { readonly kind: "refused"; readonly refusal: ControlRefusal };

/** What becomes of a project's keys. */
type KeyChange =
  | {
      readonly kind: "change";
      readonly keys: readonly SealedSigningKey[];
      /** The key that it is about. */
      readonly key: SealedSigningKey;
    }
  | Refused;

/** The most tries of a change if others change the project first. */
const triesMax = 8;

/** The keys of projects. */
export class SigningKeys {
  readonly #parts: SigningKeysParts;

  constructor(parts: SigningKeysParts) {
    this.#parts = parts;
  }

  /** The keys of a project that are published or will be, in the order in which they sign. */
  list({ signingKeys }: ProjectRecord): readonly StandingKey[] {
    return unretired(signingKeys, this.#parts.nowMs());
  }

  /**
   * Makes a key. A project's first key signs at once, because no verifier has a key set that lacks it. Each later one is
   * published for `publishForMs` first. There is never more than one that waits.
   */
  async make(
    projectId: string,
    algorithm: SigningAlgorithm,
    publishForMs: number | undefined,
    actor: Actor,
  ): Promise<SigningKeyResult> {
    const { makeSigningKey } = this.#parts;
    if (makeSigningKey === undefined) return refused({ error: "control_signing_off" });
    const waitMs = publishForMs ?? this.#parts.publishForMs;
    return this.#result(
      await this.#change(projectId, "signing-key.create", actor, async (project, atMs) => {
        const standing = unretired(project.signingKeys, atMs);
        const next = standing.find(({ state }) => state === "next");
        if (next !== undefined) {
          const from = new Date(next.key.signsFromMs).toISOString();
          return conflict(
            `key ${next.key.keyId} was made already and signs from ${from}; delete it to make another one now`,
          );
        }
        if (standing.length >= signingKeysMax) {
          return conflict(
            `there are already ${signingKeysMax} keys, which is the maximum; wait until one is no longer published, or delete one`,
          );
        }
        const signsFromMs = standing.length === 0 ? atMs : atMs + waitMs;
        const about = { project: project.id, algorithm, createdAtMs: atMs, signsFromMs };
        const key = await makeSigningKey(about);
        return { kind: "change", keys: [...standing.map((one) => one.key), key], key };
      }),
    );
  }

  /**
   * Withdraws a key at once: its tokens are no longer verified by services that read the key set again. If it was the one
   * that signs, the next one signs from now on, or else the one before it.
   */
  async withdraw(projectId: string, keyId: string, actor: Actor): Promise<SigningKeyResult> {
    return this.#result(
      await this.#change(projectId, "signing-key.delete", actor, (project, atMs) => {
        const standing = unretired(project.signingKeys, atMs);
        const withdrawn = standing.find(({ key }) => key.keyId === keyId);
        if (withdrawn === undefined) return refused({ error: "control_not_found" });
        const left = standing.filter((one) => one !== withdrawn);
        const next = left.find(({ state }) => state === "next");
        const keys = left.map((one) =>
          one === next && withdrawn.state === "active"
            ? { ...one.key, signsFromMs: atMs }
            : one.key,
        );
        return { kind: "change", keys, key: withdrawn.key };
      }),
    );
  }

  /** Makes the next key of every project whose key has signed for long enough. Rejects if the database cannot be read. */
  async rotateDue(): Promise<void> {
    const { makeSigningKey, rotateAfterMs, publishForMs, storage } = this.#parts;
    if (makeSigningKey === undefined || rotateAfterMs === undefined) return;
    for (const { id, signingKeys } of await storage.listProjects()) {
      if (signingKeys.length === 0) continue;
      await this.#change(id, "signing-key.create", controlPlane, async (project, atMs) => {
        const standing = unretired(project.signingKeys, atMs);
        const active = standing.find(({ state }) => state === "active")?.key;
        const signsFromMs = atMs + publishForMs;
        const due = active !== undefined && active.signsFromMs + rotateAfterMs <= signsFromMs;
        // Another process may have made the next one already.
        if (!due || standing.at(-1)?.state === "next" || standing.length >= signingKeysMax) {
          return conflict("the next key is not due");
        }
        const { algorithm } = active;
        const about = { project: project.id, algorithm, createdAtMs: atMs, signsFromMs };
        const key = await makeSigningKey(about);
        return { kind: "change", keys: [...standing.map((one) => one.key), key], key };
      });
    }
  }

  #result(change: Changed | Refused): SigningKeyResult {
    if (change.kind === "refused") return change;
    const { keys, key } = change;
    const atMs = this.#parts.nowMs();
    const standing = scheduleKeys(keys, atMs).find((one) => one.key === key);
    return {
      kind: "done",
      key: standing ?? { key, state: "retired", publishedUntilMs: atMs },
    };
  }

  /** Changes the keys of a project, and sends it to the edges. If someone else changed it meanwhile, it is decided again. */
  async #change(
    projectId: string,
    action: AuditAction,
    actor: Actor,
    decide: (project: ProjectRecord, atMs: number) => KeyChange | Promise<KeyChange>,
  ): Promise<Changed | Refused> {
    const { storage, projects, nowMs } = this.#parts;
    for (let tries = 0; tries < triesMax; tries += 1) {
      const project = await storage.findProject(projectId);
      if (project === undefined) return refused({ error: "control_not_found" });
      const atMs = nowMs();
      const decided = await decide(project, atMs);
      if (decided.kind === "refused") return decided;
      const { keys, key } = decided;
      const next: ProjectRecord = {
        ...project,
        signingKeys: keys,
        revision: project.revision + 1,
        revisionId: randomUUID(),
        updatedAtMs: atMs,
      };
      const value = {
        algorithm: key.algorithm,
        signs_from: new Date(key.signsFromMs).toISOString(),
      };
      const about = { projectId, subject: key.keyId };
      const audit = auditRecord(
        atMs,
        actor,
        action,
        action === "signing-key.create" ? { ...about, after: value } : { ...about, before: value },
      );
      const replaced = await storage.replaceProject(next, project.revision, audit);
      if (replaced.kind === "gone") return refused({ error: "control_not_found" });
      if (replaced.kind === "done") {
        await projects.publish(next);
        return { kind: "changed", keys, key };
      }
    }
    return refused({ error: "control_revision_changed" });
  }
}

interface Changed {
  readonly kind: "changed";
  readonly keys: readonly SealedSigningKey[];
  readonly key: SealedSigningKey;
}

interface Refused {
  readonly kind: "refused";
  readonly refusal: ControlRefusal;
}

/** Keys that are no longer published are of no use to anyone. They go with the next change. */
function unretired(keys: readonly SealedSigningKey[], atMs: number): readonly StandingKey[] {
  return scheduleKeys(keys, atMs).filter(({ state }) => state !== "retired");
}

function refused(refusal: ControlRefusal): Refused {
  return { kind: "refused", refusal };
}

function conflict(problem: string): Refused {
  return refused({ error: "control_conflict", problems: [{ path: "/", problem }] });
}
