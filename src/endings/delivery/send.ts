// Sends one delivery: a signed web hook, or a security event token. Redirects are not followed, and of the answer only its
// status, `Retry-After` and the error code of a CAEP receiver are used.
import { createHmac } from "node:crypto";
import { headerValues } from "../../core/header-lines.ts";
import { caepClaims, receiverCode } from "../../core/subscribers/caep.ts";
import { answerBytesMax, attemptMaxMs } from "../../core/subscribers/limits.ts";
import {
  retryAfterMs,
  type Attempted,
  type DeliveryFailure,
} from "../../core/subscribers/retry.ts";
import type { Delivered, Subscriber } from "../../core/subscribers/subscriber.ts";
import { webHookBody, webHookContent } from "../../core/subscribers/web-hook.ts";
import { readBody, streamOf } from "../../edge/call/body.ts";
import type { Clock, Origin, OriginFailure, Signer } from "../../edge/ports.ts";

/** Signs security event tokens (RFC 8417) with the key of a project. */
export type SetSigner = Pick<Signer, "sign">;

/** Connections to the scheme and authority of one subscriber. They refuse addresses that the operator does not allow. */
interface Target extends Origin {
  close(): Promise<void>;
}

/** What sending needs. */
export interface SendParts {
  /** Opens connections to `https://host:port`. */
  readonly openTarget: (origin: string) => Target;
  /** Whether a URL may be sent to. It is asked again before each attempt, because what is allowed may have changed. */
  readonly allowsUrl: (url: string) => boolean;
  readonly signer: SetSigner;
  readonly clock: Pick<Clock, "wallMs">;
}

/** Sends deliveries. */
export interface Sender {
  /** Never rejects because of what a subscriber does. */
  send(subscriber: Subscriber, ending: Delivered, signal: AbortSignal): Promise<Attempted>;
  /** Closes connections to targets that no attempt has used since the last call. */
  closeIdle(): Promise<void>;
  close(): Promise<void>;
}

interface Message {
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/** Sends deliveries. Connections are opened when they are needed. */
export function createSender({ openTarget, allowsUrl, signer, clock }: SendParts): Sender {
  const targets = new Map<string, { readonly target: Target; used: boolean }>();

  function targetOf(subscriberId: string, origin: string): Target {
    // Subscribers share no connections, so that none can wait for another.
    const key = `${subscriberId} ${origin}`;
    const known = targets.get(key) ?? { target: openTarget(origin), used: true };
    known.used = true;
    targets.set(key, known);
    return known.target;
  }

  async function send(
    subscriber: Subscriber,
    ending: Delivered,
    signal: AbortSignal,
  ): Promise<Attempted> {
    if (!allowsUrl(subscriber.url)) return failed("refused-address");
    const message =
      subscriber.kind === "web-hook"
        ? webHookMessage(subscriber.secret.reveal(), ending, clock.wallMs())
        : await caepMessage(subscriber, ending, signer, clock.wallMs());
    if (message === undefined) return failed("unsigned");
    const { origin, pathname, search } = new URL(subscriber.url);
    const outcome = await targetOf(subscriber.id, origin).send({
      method: "POST",
      target: pathname + search,
      headers: message.headers,
      body: streamOf(message.body),
      bodyBytes: message.body.byteLength,
      headWaitMs: attemptMaxMs,
      totalWaitMs: attemptMaxMs,
      purpose: "forwarded",
      signal,
    });
    if (outcome.kind === "failure") return failed(failureOf(outcome.failure));
    const { status, headers, body } = outcome.answer;
    const read = await readBody(body, answerBytesMax);
    if (read.ending === "large") outcome.answer.discard();
    const text =
      subscriber.kind === "caep" && status === 400 ? new TextDecoder().decode(read.bytes) : "";
    return {
      kind: "answered",
      status,
      code: receiverCode(text),
      retryAfterMs: retryAfterMs(status, headerValues(headers, "retry-after")[0], clock.wallMs()),
    };
  }

  return {
    send,
    async closeIdle() {
      const idle = [...targets].filter(([, { used }]) => !used);
      for (const one of targets.values()) one.used = false;
      for (const [key] of idle) targets.delete(key);
      await Promise.all(idle.map(([, { target }]) => target.close()));
    },
    async close() {
      await Promise.all([...targets.values()].map(({ target }) => target.close()));
      targets.clear();
    },
  };
}

/** A web hook with its signature at this moment. */
function webHookMessage(secret: string, ending: Delivered, nowMs: number): Message {
  const body = webHookBody(ending, new Date(ending.at).toISOString());
  const timestamp = Math.floor(nowMs / 1_000);
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key)
    .update(webHookContent(ending.id, timestamp, body))
    .digest("base64");
  return {
    headers: linesOf({
      "Content-Type": "application/json",
      "User-Agent": userAgent,
      "webhook-id": ending.id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": `v1,${signature}`,
    }),
    body: Buffer.from(body),
  };
}

async function caepMessage(
  subscriber: Extract<Subscriber, { readonly kind: "caep" }>,
  ending: Delivered,
  signer: SetSigner,
  nowMs: number,
): Promise<Message | undefined> {
  const claims = caepClaims(subscriber, ending, nowMs);
  if (claims === undefined) return undefined;
  const text = JSON.stringify(claims);
  const signed = await signer.sign(subscriber.project, text, "secevent+jwt");
  if (signed === undefined) return undefined;
  const { secret } = subscriber;
  return {
    headers: linesOf({
      "Content-Type": "application/secevent+jwt",
      Accept: "application/json",
      "User-Agent": userAgent,
      ...(secret === undefined ? {} : { Authorization: `Bearer ${secret.reveal()}` }),
    }),
    body: Buffer.from(signed.token),
  };
}

const userAgent = "edge-sessions";

function linesOf(fields: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(fields).flat();
}

function failed(why: DeliveryFailure): Attempted {
  return { kind: "failed", why };
}

function failureOf({ kind, cause }: OriginFailure): DeliveryFailure {
  if (kind === "timeout" || kind === "broken") return kind;
  const message = cause instanceof Error ? cause.message : "";
  if (message.includes("resolves to a reserved address")) return "refused-address";
  return kind === "aborted" ? "broken" : "unreachable";
}
