// Finds every slot that a scope concerns without looking at the others.
import type { CredentialDigest } from "../core/credential.ts";
import type { Scope } from "../core/invalidation.ts";
import { GroupIndex } from "./group-index.ts";
import type { ProjectList } from "./project-list.ts";
import { flags, none, words } from "./records.ts";
import type { Shelf } from "./shelf.ts";

/** An index of slots by project, credential, session and identity. */
export class ScopeIndex {
  readonly sessions: GroupIndex;
  readonly #identities: GroupIndex;
  /** Slots by their only credential. */
  readonly #credentials: GroupIndex;
  /** Slots with several credentials, by each of them. They are few. */
  readonly #shared = new Map<string, Set<number>>();
  readonly #shelf: Shelf;
  readonly #projects: ProjectList;

  constructor(shelf: Shelf, projects: ProjectList) {
    const { records, texts } = shelf;
    this.sessions = new GroupIndex("session", records, texts);
    this.#identities = new GroupIndex("identity", records, texts);
    this.#credentials = new GroupIndex("credential", records, texts);
    this.#shelf = shelf;
    this.#projects = projects;
  }

  /** Adds a slot whose record and texts are written. */
  add(slot: number, credentials: readonly CredentialDigest[]): void {
    const { records, texts } = this.#shelf;
    const project = records.word(slot, words.project);
    this.#projects.add(slot);
    this.sessions.add(slot, project, texts.text(slot, "session"));
    const identityId = texts.text(slot, "identity");
    if (identityId !== undefined) {
      records.setFlag(slot, flags.identified, true);
      this.#identities.add(slot, project, identityId);
    }
    const only = onlyCredential(credentials);
    if (only !== undefined) {
      records.setFlag(slot, flags.soleCredential, true);
      this.#credentials.add(slot, project, only);
      return;
    }
    for (const credential of credentials) {
      const name = sharedName(project, credential);
      const slots = this.#shared.get(name);
      if (slots === undefined) this.#shared.set(name, new Set([slot]));
      else slots.add(slot);
    }
  }

  remove(slot: number): void {
    const { records, texts } = this.#shelf;
    this.sessions.remove(slot);
    if (records.has(slot, flags.identified)) this.#identities.remove(slot);
    if (records.has(slot, flags.soleCredential)) this.#credentials.remove(slot);
    else {
      for (const credential of texts.credentials(slot)) {
        const name = sharedName(records.word(slot, words.project), credential);
        const slots = this.#shared.get(name);
        slots?.delete(slot);
        if (slots?.size === 0) this.#shared.delete(name);
      }
    }
    this.#projects.remove(slot);
  }

  /** The slots that the scope concerns, as a new list of at most `slotsMax`. */
  concerned(projectName: string, scope: Scope, slotsMax: number): number[] {
    const project = this.#projects.named(projectName);
    if (project === undefined) return [];
    const { records } = this.#shelf;
    const slots: number[] = [];
    const addGroup = (index: GroupIndex, text: string): void => {
      let slot = index.first(project.number, text);
      for (; slot !== none && slots.length < slotsMax; slot = index.next(slot)) slots.push(slot);
    };
    switch (scope.kind) {
      case "credential":
        addGroup(this.#credentials, scope.value);
        for (const slot of this.#shared.get(sharedName(project.number, scope.value)) ?? []) {
          if (slots.length < slotsMax) slots.push(slot);
        }
        return slots;
      case "session":
        addGroup(this.sessions, scope.value);
        return slots;
      case "identity":
        addGroup(this.#identities, scope.value);
        return slots;
      case "project": {
        let slot = project.first;
        for (; slot !== none && slots.length < slotsMax;) {
          slots.push(slot);
          slot = records.word(slot, words.projectNext);
        }
        return slots;
      }
      default:
        return scope satisfies never;
    }
  }

  /** Slots whose only credential this is. */
  withOnlyCredential(projectName: string, credential: CredentialDigest): number[] {
    const project = this.#projects.named(projectName);
    const slots: number[] = [];
    if (project === undefined) return slots;
    let slot = this.#credentials.first(project.number, credential);
    for (; slot !== none; slot = this.#credentials.next(slot)) slots.push(slot);
    return slots;
  }

  /** The first slot of a session, or of the anonymous answers. -1 if there is none. */
  firstOfSession(projectName: string, sessionId: string | undefined): number {
    const project = this.#projects.named(projectName);
    return project === undefined ? none : this.sessions.first(project.number, sessionId);
  }
}

/** How many places in the index of several credentials an entry takes. */
export function indexedCredentials(credentials: readonly CredentialDigest[]): number {
  return onlyCredential(credentials) === undefined ? credentials.length : 0;
}

/** The only credential of an entry. The same token in both token headers is one credential. */
function onlyCredential(credentials: readonly CredentialDigest[]): CredentialDigest | undefined {
  const [first] = credentials;
  return credentials.every((credential) => credential === first) ? first : undefined;
}

function sharedName(project: number, credential: CredentialDigest): string {
  return `${project} ${credential}`;
}
