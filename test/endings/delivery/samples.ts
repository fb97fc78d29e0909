// Subscribers and endings for tests of delivery. Each has a new id.
import { randomBytes, randomUUID } from "node:crypto";
import { Secret } from "../../../src/core/secret.ts";
import type { Ending } from "../../../src/core/endings/ending.ts";
import type {
  CaepSubscriber,
  WebHookSubscriber,
} from "../../../src/core/subscribers/subscriber.ts";

/** A subscriber by web hooks. */
export function sampleSubscriber(changes: Partial<WebHookSubscriber> = {}): WebHookSubscriber {
  return {
    id: randomUUID(),
    project: "acme",
    kind: "web-hook",
    url: "https://app.example/hooks",
    types: undefined,
    enabled: true,
    secret: new Secret(`whsec_${randomBytes(32).toString("base64")}`),
    ...changes,
  };
}

/** A subscriber by CAEP events. */
export function sampleReceiver(changes: Partial<CaepSubscriber> = {}): CaepSubscriber {
  return {
    id: randomUUID(),
    project: "acme",
    kind: "caep",
    url: "https://receiver.example/events",
    types: undefined,
    enabled: true,
    secret: new Secret("receiver-token"),
    issuer: "https://edge.example",
    audience: "https://receiver.example",
    ...changes,
  };
}

/** An ending. By default a session was revoked. */
export function sampleEnding(changes: Partial<Ending> = {}): Ending {
  return {
    id: randomUUID(),
    type: "session-revoked",
    project: "acme",
    sessionId: randomUUID(),
    identityId: randomUUID(),
    at: 1_700_000_000_000,
    ...changes,
  };
}
