// What one check waits for: its ways, the jitter of each, and messages that are lost and sent again.
import type { CheckClass } from "../checks/mix.ts";
import type { Network } from "../physics/network.ts";
import { choose } from "./jitter.ts";

/** The legs of one check. Milliseconds. */
export interface Legs {
  /** One round trip between client and edge without the last mile. */
  readonly clientMs: number;
  readonly lastMileMs: number;
  /** One round trip between edge and origin. Undefined for a check that does not go there. */
  readonly originMs: number | undefined;
  /** What servers need. */
  readonly serversMs: number;
}

/** The most jitter of one way of a round trip of `roundTripMs`. Milliseconds. */
export function jitterMs(roundTripMs: number, network: Network): number {
  return Math.max(network.jitterMinMs, (network.jitterShare * roundTripMs) / 2);
}

/** The wait of a check without jitter and loss. Milliseconds. */
export function quietMs(roundTrips: number, legs: Legs): number {
  return roundTrips * (legs.clientMs + legs.lastMileMs) + legs.serversMs + (legs.originMs ?? 0);
}

/** The mean wait of a check, with jitter and loss. Milliseconds. */
export function meanMs(roundTrips: number, legs: Legs, network: Network): number {
  return quietMs(roundTrips, legs) + excessMs(roundTrips, legs, network);
}

/** What jitter and loss add to the mean. */
function excessMs(roundTrips: number, legs: Legs, network: Network): number {
  const clientRoundMs = legs.clientMs + legs.lastMileMs;
  const client =
    jitterMs(legs.clientMs, network) / 2 + network.lossShare * (network.resendMs + clientRoundMs);
  const origin =
    legs.originMs === undefined
      ? 0
      : jitterMs(legs.originMs, network) / 2 +
        network.lossShare * (network.resendMs + legs.originMs);
  return 2 * (roundTrips * client + origin);
}

/** How many messages of a check are lost, and how probable that is. */
export interface Losses {
  readonly client: number;
  readonly origin: number;
  readonly probability: number;
}

/** Losses that are rarer than this, of all checks, are counted with the next fewer. */
const rarest = 2e-6;

/** All numbers of lost messages that matter for a class of checks. Their probabilities add up to 1. */
export function lossesOf(
  kind: Pick<CheckClass, "roundTrips" | "asksOrigin" | "share">,
  lossShare: number,
): Losses[] {
  const least = rarest / kind.share;
  const client = binomial(2 * kind.roundTrips, lossShare, least);
  const origin = binomial(kind.asksOrigin ? 2 : 0, lossShare, least);
  return client.flatMap((clientPart, clientLosses) =>
    origin.map((originPart, originLosses) => ({
      client: clientLosses,
      origin: originLosses,
      probability: clientPart * originPart,
    })),
  );
}

function binomial(of: number, share: number, least: number): number[] {
  const parts: number[] = [];
  let rest = 1;
  for (let lost = 0; lost <= of; lost += 1) {
    const part = choose(of, lost) * share ** lost * (1 - share) ** (of - lost);
    parts.push(part);
    rest -= part;
    if (rest < least) break;
  }
  const last = parts.length - 1;
  parts[last] = (parts[last] ?? 0) + rest;
  return parts;
}
