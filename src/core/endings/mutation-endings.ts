// Which endings a mutation is, by its row, its sender and its answer.
import { headerValues } from "../header-lines.ts";
import { scopeId, type Scope } from "../invalidation.ts";
import { isDone, setsSessionCookie, type MutationAnswer } from "../mutation-answer.ts";
import type { MutationEffectsRow, MutationOutcome } from "../mutation-effects.ts";
import type { Sender } from "../mutation-sender.ts";
import type { Mutation } from "../mutation.ts";
import { percentDecoded } from "../percent.ts";
import { parseObject } from "../session.ts";
import type { ProjectSettings } from "../settings.ts";
import { noChange, ofIdentity, type Change, type DescribeChange } from "./change.ts";
import type { EndingType } from "./ending.ts";
import { endingRule, settingsType, softenType, type EndingRule } from "./mutation-rules.ts";

/** Everything that the endings of a mutation depend on. */
export interface MutationChange {
  readonly mutation: Mutation;
  readonly method: string;
  readonly sender: Sender;
  readonly outcome: MutationOutcome;
  /** What the mutation did to checks. */
  readonly row: MutationEffectsRow;
  /** The method of a settings flow that the request submits. */
  readonly settingsMethod: string | undefined;
  readonly settings: Pick<ProjectSettings, "cookieName">;
}

/**
 * How certain the change is. `certain`: the origin said so. `possible`: subscribers are told to ask. `none`: the origin
 * said that it changed nothing.
 */
type Certainty = "certain" | "possible" | "none";

/** Decides how certain it is that a mutation changed what its row says. */
function judgeChange(change: MutationChange, rule: EndingRule): Certainty {
  const { outcome, row } = change;
  if (outcome.kind === "not-sent") return "none";
  if (outcome.kind === "unknown") return "possible";
  const { status } = outcome.answer;
  // The session itself may have ended before. It is fenced too, so no refresh would notice that.
  if (status === 401 && row === "refused") return "possible";
  if (status >= 400 && status < 500) return "none";
  // A stranger must not have somebody else's session told as ended.
  if (status >= 500 || row === "claimed" || row === "admin/failed") return "possible";
  if (status >= 300) return judgeRedirect(change, rule, outcome.answer);
  return row === "admin/done" || isDone(outcome.answer) ? "certain" : "possible";
}

function judgeRedirect(
  { method, settings }: MutationChange,
  { proof }: EndingRule,
  { headers }: MutationAnswer,
): Certainty {
  if (proof === "cookie") {
    return setsSessionCookie(headers, settings.cookieName) ? "certain" : "possible";
  }
  if (proof === "post") return method === "POST" ? "certain" : "possible";
  return "certain";
}

/** Describes what a mutation changed, for each of the scopes that are published for it. */
export function describeMutation(
  change: MutationChange,
  published: readonly Scope[],
): DescribeChange {
  const { mutation, sender, outcome } = change;
  const rule = endingRule(mutation.row);
  const certainty = rule === undefined ? "none" : judgeChange(change, rule);
  if (rule === undefined || certainty === "none") return ({ kind }) => whole(kind) ?? noChange;
  const certain = certainty === "certain";
  const told = mutation.row === "settings" ? settingsType(change.settingsMethod) : rule.type;
  const typeFor = (about: "session" | "identity"): EndingType =>
    certain ? told : softenType(told, about);

  const subjects = subjectsOf(sender.known);
  const named = idsOf(sender.named);
  const known = idsOf(sender.known);
  const identities = published.flatMap((scope) => (scope.kind === "identity" ? [scope.value] : []));
  const [sole] = identities;
  const isSole = sole !== undefined && identities.length === 1 && !named.has(idOf(identity(sole)));
  const soleIdentity = isSole ? sole : undefined;
  const newcomers = outcome.kind === "answered" ? idsOf(newScopes(outcome)) : new Set<string>();
  const isWider = (scope: Scope): boolean => {
    const id = idOf(scope);
    return !named.has(id) && !known.has(id) && !newcomers.has(id);
  };
  const widerSession = published.some((scope) => scope.kind === "session" && isWider(scope));
  const namesSession = sender.named.some(({ kind }) => kind === "session");

  function describeSession(value: string, scope: Scope): Change {
    if (rule?.about === "named" && named.has(idOf(scope))) {
      return { type: typeFor("session"), sessionId: value, identityId: soleIdentity };
    }
    const subject = subjects.find(({ sessionId }) => sessionId === value);
    if (subject !== undefined) {
      return rule?.about === "session" ? { type: typeFor("session"), ...subject } : noChange;
    }
    return isWider(scope) ? { type: "session-changed", sessionId: value } : noChange;
  }

  function describeIdentity(value: string, scope: Scope): Change {
    const about = { identityId: value };
    const isNamed = rule?.about === "named" && named.has(idOf(scope));
    if (isNamed || (rule?.about === "identity" && known.has(idOf(scope)))) {
      return { type: ofIdentity(typeFor("identity")), ...about };
    }
    if (rule?.others === true && certain) return { type: "identity-changed", ...about };
    const isOwner = widerSession || (namesSession && value === soleIdentity);
    return isWider(scope) && !isOwner ? { type: "identity-changed", ...about } : noChange;
  }

  return (scope) => {
    switch (scope.kind) {
      case "project":
        return undefined;
      case "credential":
        // The edge that has its entries says whose it is. A confirmed one has been named here.
        return known.has(idOf(scope)) || newcomers.has(idOf(scope))
          ? noChange
          : { type: typeOfClaimed(rule, typeFor) };
      case "session":
        return describeSession(scope.value, scope);
      case "identity":
        return describeIdentity(scope.value, scope);
      default:
        return scope satisfies never;
    }
  };
}

/** The scope of a project says by itself what it is. */
function whole(kind: Scope["kind"]): Change | undefined {
  return kind === "project" ? { type: "project-changed" } : undefined;
}

/** What is said of a session by its credential alone. */
function typeOfClaimed(
  rule: EndingRule,
  typeFor: (about: "session" | "identity") => EndingType,
): EndingType | "none" {
  if (rule.about === "named") return "none";
  if (rule.about === "session") return typeFor("session");
  // Sessions of the identity have ended, but not necessarily this one.
  const type = typeFor("identity");
  return type === "session-revoked" ? "identity-changed" : type;
}

interface Subject {
  readonly sessionId: string;
  readonly identityId: string | undefined;
}

/** The sessions of confirmed credentials. Each credential is followed by its session and identity. */
function subjectsOf(known: readonly Scope[]): readonly Subject[] {
  const subjects: Subject[] = [];
  for (const scope of known) {
    if (scope.kind === "session") {
      subjects.push({ sessionId: scope.value, identityId: undefined });
    } else if (scope.kind === "identity") {
      const last = subjects.pop();
      if (last !== undefined) subjects.push({ ...last, identityId: scope.value });
    }
  }
  return subjects;
}

function newScopes({ newcomers }: MutationOutcome & { kind: "answered" }): readonly Scope[] {
  const { names, issued } = newcomers;
  return [
    ...names.scopes,
    ...issued.flatMap(({ value, scopes }): readonly Scope[] => [
      { kind: "credential", value },
      ...scopes,
    ]),
  ];
}

function identity(value: string): Scope {
  return { kind: "identity", value };
}

function idOf(scope: Scope): string {
  return scopeId("", scope);
}

function idsOf(scopes: readonly Scope[]): ReadonlySet<string> {
  return new Set(scopes.map(idOf));
}

/** The method that a settings flow's request submits: in its JSON or form, or in the query. Linear in its length. */
export function readSettingsMethod(
  headers: readonly string[],
  text: string,
  target: string,
): string | undefined {
  const [type = ""] = headerValues(headers, "content-type");
  if (type.toLowerCase().startsWith("application/json")) {
    const method = parseObject(text)?.["method"];
    return typeof method === "string" ? method : undefined;
  }
  return formField(text) ?? formField(target.slice(target.indexOf("?") + 1));
}

/** The field `method` of an encoded form. Undefined if it has none. */
function formField(form: string): string | undefined {
  const prefix = "method=";
  const field = form.split("&").findLast((one) => one.startsWith(prefix));
  return field === undefined ? undefined : percentDecoded(field.slice(prefix.length));
}
