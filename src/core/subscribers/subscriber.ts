// Subscribers: who is sent the endings of a project, where, and how.
import type { Ending, EndingType } from "../endings/ending.ts";
import type { Secret } from "../secret.ts";

/** How endings are sent: as Standard Webhooks, or as CAEP events that are pushed by RFC 8935. */
export const subscriberKinds = ["web-hook", "caep"] as const;

/** One of them. */
export type SubscriberKind = (typeof subscriberKinds)[number];

/** What every subscriber has. */
interface SubscriberFacts {
  /** UUID, or the name in an edge's file. */
  readonly id: string;
  readonly project: string;
  /** Where deliveries are sent. It has no secret. */
  readonly url: string;
  /** Only endings of these types are sent. Undefined for all that its kind can carry. */
  readonly types: readonly EndingType[] | undefined;
  readonly enabled: boolean;
}

/** A subscriber by web hooks. */
export interface WebHookSubscriber extends SubscriberFacts {
  readonly kind: "web-hook";
  /** `whsec_` and base64, as Standard Webhooks writes it. It signs every delivery. */
  readonly secret: Secret;
}

/** A subscriber by CAEP events. */
export interface CaepSubscriber extends SubscriberFacts {
  readonly kind: "caep";
  /** The bearer token that the receiver asks for. Undefined if it asks for none. */
  readonly secret: Secret | undefined;
  /** `iss` of the tokens. */
  readonly issuer: string;
  /** `aud` of the tokens. */
  readonly audience: string;
}

/** One subscriber, with its secret. */
export type Subscriber = WebHookSubscriber | CaepSubscriber;

/** What a delivery carries: an ending, or a test that an operator has asked for. */
export interface Delivered extends Omit<Ending, "type"> {
  readonly type: EndingType | "test";
}

/** The types that CAEP 1.0 has an event for. See `caepEvent`. */
const caepTypes: ReadonlySet<Delivered["type"]> = new Set<Delivered["type"]>([
  "session-revoked",
  "credential-changed",
  "assurance-changed",
  "test",
]);

/** Whether a subscriber is sent this. */
export function wants(
  { kind, types, enabled, project }: Pick<Subscriber, "kind" | "types" | "enabled" | "project">,
  ending: Pick<Delivered, "type" | "project">,
): boolean {
  if (!enabled || project !== ending.project) return false;
  if (kind === "caep" && !caepTypes.has(ending.type)) return false;
  // A gap concerns all types, because nobody knows what was lost.
  if (ending.type === "test" || ending.type === "project-changed") return true;
  return types === undefined || types.includes(ending.type);
}
