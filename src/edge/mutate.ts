// Passes on a request that may change what checks answer, and sees to it that no check arriving later hears the old (L3):
// fence, forward, fence again as of the answer's head, publish, and only then answer.
import { RawCredential } from "../core/credential.ts";
import { headerValues } from "../core/header-lines.ts";
import type { InvalidationSource, Scope } from "../core/invalidation.ts";
import { scopesOfBulk, tokensOfLogout, type Mutation } from "../core/mutation.ts";
import { readIssuedTokens, readNames } from "../core/session.ts";
import { readBody, streamOf, type ReadBody } from "./body.ts";
import { limitsOf, type EdgeContext } from "./context.ts";
import { scopesOfEntries } from "./fences.ts";
import type { Flights } from "./flights.ts";
import {
  bodyOf,
  forwardError,
  passedOn,
  sendFailed,
  sendOn,
  tellForwarded,
  type ForwardBody,
  type Upstream,
} from "./forward.ts";
import type { ByteStream, EdgeAnswer, EdgeRequest, OriginAnswer } from "./ports.ts";
import { digestOf, findWho, mutationCredentials, type Who } from "./who.ts";

/** A mutation on its way. */
export interface Passage {
  readonly context: EdgeContext;
  /** Where it goes: the public API, or the admin API behind a gateway. */
  readonly upstream: Upstream;
  readonly flights: Flights;
  readonly request: EdgeRequest;
  readonly mutation: Mutation;
  /** What the news of it says that it came from. */
  readonly source: InvalidationSource;
  readonly arrivedAtMs: number;
  readonly bypass: string | undefined;
}

/** Passes one mutation on. */
export async function mutate(passage: Passage): Promise<EdgeAnswer> {
  const { context, request, mutation, arrivedAtMs, bypass } = passage;
  const read = await readRequest(passage);
  if (read === undefined) return forwardError(context, request, "edge_body_too_large", bypass);
  const bodyTokens = mutation.listed?.body === "session-token" ? tokensOfLogout(read.text) : [];
  const credentials = mutationCredentials(context, request, bodyTokens);
  if (credentials === undefined) {
    const { project } = context.settings;
    context.ports.emit({ kind: "limit-reached", project, limit: "mutationCredentialsMax" });
    return forwardError(context, request, "edge_head_too_large", bypass);
  }
  const found = await findWho(context, mutation, credentials);
  const bulk = mutation.listed?.body === "bulk" ? scopesOfBulk(read.text) : [];
  const named: Who = { ...found, scopes: [...found.scopes, ...bulk] };
  const who = fenceBefore(context, mutation, named);
  const arrived = context.fences.pend(who.scopes);
  if (passage.source === "mutation") tellAddress(context, request);
  const sent = await sendOn(context, request, {
    upstream: passage.upstream,
    body: read.body,
    purpose: "mutation",
    signal: undefined,
  });
  if (sent.kind === "answer") {
    return answerMutation(passage, who, sent.answer, sent.release).finally(arrived);
  }
  arrived();
  if (sent.kind === "failure" && sent.failure.kind !== "unreachable") {
    await doubt(passage, who);
  } else {
    tell(passage, undefined, who.scopes, false);
  }
  const answer = sendFailed(context, request, sent, bypass);
  tellForwarded(context, request, arrivedAtMs, answer.status, bypass ?? "other");
  return answer;
}

/** The origin notes in a session where it was started; a proxy that is not trusted stands there in its clients' place. */
function tellAddress({ options, ports, settings }: EdgeContext, { headers, peer }: EdgeRequest) {
  const told = headerValues(headers, "x-forwarded-for").length > 0;
  if (peer === undefined || !told || options.trustedProxies(peer.address)) return;
  ports.emit({ kind: "client-address-dropped", project: settings.project });
}

/** Raises the fences that stand while the mutation is on its way; entries removed by a credential alone widen whom it affects. */
function fenceBefore(context: EdgeContext, mutation: Mutation, who: Who): Who {
  const { fences, ports } = context;
  // A stranger who names everybody must not empty the store just by being refused: the whole project is fenced afterwards only.
  const before = who.scopes.filter((scope) => scope.kind !== "project");
  const removed = fences.raise(before, ports.clock.nowMs());
  if (who.namesIdentity) return who;
  const wider = scopesOfEntries(removed).filter(
    (scope) => mutation.listed !== undefined || scope.kind === "session",
  );
  fences.raise(wider, ports.clock.nowMs());
  return {
    ...who,
    scopes: [...who.scopes, ...wider],
    mayBeKnown: who.mayBeKnown || removed.length > 0,
    namesIdentity: wider.some((scope) => scope.kind === "identity"),
  };
}

/** Nobody knows whether the origin has made the change, or still will. */
async function doubt(passage: Passage, who: Who): Promise<void> {
  const { context } = passage;
  const { fences, publisher, ports, settings } = context;
  fences.raise(who.scopes, ports.clock.nowMs());
  fences.doubt(who.scopes);
  await publisher.publish(
    settings.project,
    worthTelling(who, who.scopes),
    passage.source,
    limitsOf(context).publishWaitMs,
  );
  tell(passage, undefined, who.scopes, true);
}

async function answerMutation(
  passage: Passage,
  who: Who,
  answer: OriginAnswer,
  release: () => void,
): Promise<EdgeAnswer> {
  const { context, request, arrivedAtMs, bypass } = passage;
  const { fences, publisher, ports, settings } = context;
  const headAtMs = ports.clock.nowMs();
  const { text, body } = await readAnswer(passage, answer);
  const issued = issuedCredentials(context, answer, text);
  const newcomers = await whoseAreThey(passage, who, issued, text);

  const stranger = !who.mayBeKnown && isRefusal(answer.status);
  const scopes = [...who.scopes, ...newcomers.scopes].filter(
    (scope) => !(scope.kind === "project" && isRefusal(answer.status)),
  );
  fences.raise(scopes, headAtMs);
  if (!stranger) {
    await publisher.publish(
      settings.project,
      worthTelling(who, scopes),
      passage.source,
      limitsOf(context).publishWaitMs,
    );
  }
  tell(passage, answer.status, scopes, !stranger);
  if (!newcomers.asked) warm(passage, issued);
  const passed = passedOn(context, request, answer, body, release, bypass);
  tellForwarded(context, request, arrivedAtMs, passed.status, bypass ?? "other");
  return passed;
}

function isRefusal(status: number): boolean {
  return status === 401 || status === 403 || status === 404 || status === 405;
}

/** No other edge holds anything of a credential that the origin does not know, so strangers can not make the bus busy. */
function worthTelling(who: Who, scopes: readonly Scope[]): readonly Scope[] {
  return scopes.filter((scope) => scope.kind !== "credential" || !who.strangers.has(scope.value));
}

/** Reads the body of those requests whose body says who is affected; undefined if it is too long. */
async function readRequest(
  passage: Passage,
): Promise<{ readonly body: ForwardBody; readonly text: string } | undefined> {
  const { context, request, mutation } = passage;
  if (mutation.listed?.body === undefined || request.body === undefined) {
    return { body: bodyOf(request), text: "" };
  }
  const read = await readBody(request.body, limitsOf(context).readBodyBytesMax);
  if (read.ending === "large") {
    context.ports.emit({
      kind: "limit-reached",
      project: context.settings.project,
      limit: "readBodyBytesMax",
    });
    await read.rest?.[Symbol.asyncIterator]().return?.();
    return undefined;
  }
  const broken = read.ending === "broken" ? { cause: read.cause } : undefined;
  const bytes = broken === undefined ? read.bytes.byteLength : bodyOf(request).bytes;
  const stream = streamOf(read.bytes, undefined, broken);
  return { body: { stream, bytes }, text: new TextDecoder().decode(read.bytes) };
}

/** Reads a JSON answer that may hand out a token or name a session; any other passes unread. */
async function readAnswer(
  passage: Passage,
  answer: OriginAnswer,
): Promise<{ readonly text: string; readonly body: ByteStream }> {
  const { context, request, mutation } = passage;
  const [type] = headerValues(answer.headers, "content-type");
  const readable =
    mutation.listed !== undefined &&
    mutation.listed.admin !== true &&
    answer.status === 200 &&
    request.method !== "HEAD" &&
    type?.toLowerCase().startsWith("application/json") === true;
  if (!readable) return { text: "", body: answer.body };
  const read = await readInTime(context, answer);
  const broken = read.ending === "broken" ? { cause: read.cause } : undefined;
  const text = read.ending === "whole" ? new TextDecoder().decode(read.bytes) : "";
  return { text, body: streamOf(read.bytes, read.rest, broken) };
}

/** Reads a body for as long as its head might have taken. One that stays away longer is broken off, else its call's place would be lost. */
async function readInTime(context: EdgeContext, answer: OriginAnswer): Promise<ReadBody> {
  const { forwardTimeoutMs } = context.options;
  const late = Promise.withResolvers<ReadBody>();
  const cancel = context.ports.clock.after(forwardTimeoutMs, () => {
    const cause = new Error(`no whole body within ${forwardTimeoutMs} ms`);
    late.resolve({ bytes: new Uint8Array(), ending: "broken", rest: undefined, cause });
    answer.discard();
  });
  const reading = readBody(answer.body, limitsOf(context).readBodyBytesMax);
  const read = await Promise.race([reading, late.promise]);
  cancel();
  return read;
}

/** Session credentials that the answer hands out. */
function issuedCredentials(
  context: EdgeContext,
  answer: OriginAnswer,
  text: string,
): readonly RawCredential[] {
  const issued: RawCredential[] = [];
  const prefix = `${context.settings.cookieName}=`;
  for (const line of headerValues(answer.headers, "set-cookie")) {
    const value = line.startsWith(prefix)
      ? (line.slice(prefix.length).split(";")[0] ?? "").trim()
      : "";
    if (value !== "") issued.push(new RawCredential("cookie", value));
  }
  for (const token of readIssuedTokens(text)) {
    issued.push(new RawCredential("x-session-token", token));
  }
  return issued;
}

/** Session and identity behind new credentials: as the answer's body names them, else by asking before anybody is answered. */
async function whoseAreThey(
  passage: Passage,
  who: Who,
  issued: readonly RawCredential[],
  text: string,
): Promise<{ readonly scopes: readonly Scope[]; readonly asked: boolean }> {
  const { context, flights, mutation } = passage;
  const { sessionId, identityId } = readNames(text);
  const scopes: Scope[] = [];
  if (sessionId !== undefined) scopes.push({ kind: "session", value: sessionId });
  if (identityId !== undefined) scopes.push({ kind: "identity", value: identityId });
  for (const credential of issued) {
    const value = digestOf(context, credential.header, credential.reveal());
    scopes.push({ kind: "credential", value });
  }
  const named = sessionId !== undefined && identityId !== undefined;
  const sure = named || (who.namesIdentity && mutation.listed?.signsIn !== true);
  if (sure || !context.settings.cacheableSessions) return { scopes, asked: false };
  const asking = issued.slice(0, limitsOf(context).askedCredentialsMax);
  const asked = await Promise.all(asking.map((credential) => flights.askAndStore(credential)));
  for (const one of asked) scopes.push(...one.scopes);
  return { scopes, asked: asked.length > 0 };
}

/** The user's next check shall be a hit: a new credential that was not asked for above is asked for in the background. */
function warm(passage: Passage, issued: readonly RawCredential[]): void {
  const { context, flights } = passage;
  const { settings } = context;
  if (!settings.cacheableSessions) return;
  for (const credential of issued) {
    if (credential.header === "cookie" || settings.sessionTokens) flights.warm(credential);
  }
}

function tell(
  passage: Passage,
  status: number | undefined,
  scopes: readonly Scope[],
  published: boolean,
): void {
  const { context, mutation, arrivedAtMs } = passage;
  const { clock, emit } = context.ports;
  const durationMs = clock.nowMs() - arrivedAtMs;
  const { project } = context.settings;
  emit({ kind: "mutation", project, row: mutation.row, status, scopes, published, durationMs });
}
