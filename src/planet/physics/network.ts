// What the network costs: every constant of the model that has to do with distance or connections.
import type { WorldRegion } from "../world/place.ts";

/** The network, as the model has it. Milliseconds and kilometres. */
export interface Network {
  /** How far light gets in fibre in a millisecond. */
  readonly kmPerMs: number;
  /**
   * How much longer a route is than the great circle, by the length of the great circle: the first that is not exceeded.
   * A route is never shorter than one of the same regions whose great circle is shorter.
   */
  readonly stretchByDistance: readonly { readonly upToKm: number; readonly stretch: number }[];
  /** Factor on the stretch of a route that begins or ends there. The greater of both ends counts. */
  readonly stretchByRegion: Readonly<Record<WorldRegion, number>>;
  /** The stretch is never less or more. */
  readonly stretchMin: number;
  readonly stretchMax: number;
  /** Round trip between a client and the core of the network, once for each round trip of a check. */
  readonly lastMileMs: { readonly people: number; readonly backends: number };
  /** Round trips before the first request of a new connection: TCP, and TLS 1.3, resumed or not. */
  readonly handshakeRoundTrips: number;
  /** What the edge and its machine need for a hit. */
  readonly edgeMs: number;
  /** What the identity server needs for a check, without the network. */
  readonly originMs: number;
  /** Each way takes up to so much longer, at random: the share of the way's own time, and the least. */
  readonly jitterShare: number;
  readonly jitterMinMs: number;
  /** The share of messages, each way, that is lost and sent again. */
  readonly lossShare: number;
  /** How long after the expected answer a lost message is sent again. */
  readonly resendMs: number;
}

/** The network as it is today. docs/internals/planet/network.md has the source of each constant. */
export const network: Network = {
  kmPerMs: 204.2,
  stretchByDistance: [
    { upToKm: 1_500, stretch: 2.1 },
    { upToKm: 2_500, stretch: 1.85 },
    { upToKm: 4_000, stretch: 1.75 },
    { upToKm: 20_100, stretch: 1.5 },
  ],
  stretchByRegion: {
    europe: 1,
    "north-america": 1,
    oceania: 1,
    asia: 1.15,
    "south-america": 1.2,
    africa: 1.3,
    "middle-east": 1.35,
  },
  stretchMin: 1.3,
  stretchMax: 2.1,
  lastMileMs: { people: 10, backends: 0.7 },
  handshakeRoundTrips: 2,
  edgeMs: 0.3,
  originMs: 10,
  jitterShare: 0.1,
  jitterMinMs: 0.5,
  lossShare: 0.0005,
  resendMs: 200,
};
