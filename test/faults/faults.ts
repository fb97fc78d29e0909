// The faults that the run plays, as data.
import type { LinkFault } from "../harness/network/faults.ts";
import type { BusKind } from "./scene/bus.ts";

/** What is done to the scene. Each part of a fault begins in its turn, and they end in the reverse order. */
export type SceneFault =
  /** A link, by its name. */
  | { readonly kind: "link"; readonly link: string; readonly fault: LinkFault }
  /** The server of the bus in a region, killed. It is started again at the end. */
  | { readonly kind: "kill-bus"; readonly region: string }
  /** The same in an orderly way, and at once: it is down only as long as it takes. */
  | { readonly kind: "restart-bus"; readonly region: string }
  | { readonly kind: "freeze-bus"; readonly region: string }
  /** The two regions cannot reach each other. */
  | { readonly kind: "cut-regions" }
  /** Killed while a change of settings is under way, and started again at the end. */
  | { readonly kind: "kill-control" }
  /** An edge, killed. It is started again at the end. */
  | { readonly kind: "kill-edge"; readonly edge: string }
  /** An edge, stopped in an orderly way and started again at once. */
  | { readonly kind: "restart-edge"; readonly edge: string }
  /** All edges, one after the other, as in a rolling upgrade. */
  | { readonly kind: "replace-edges" }
  | { readonly kind: "truncate-log" }
  | { readonly kind: "repeat-messages" }
  /** An edge in a region that there was not. It stops at the end. */
  | { readonly kind: "add-region"; readonly region: string; readonly edge: string };

/** A fault with its name, and what must follow from it. */
export interface ScriptedFault {
  readonly name: string;
  /** What it is in words. */
  readonly what: string;
  /** How long it lasts, in milliseconds: in the whole run, and in a short one. */
  readonly forMs: number;
  readonly shortMs: number;
  readonly parts: readonly SceneFault[];
  /** The edges that must know of it within 3 s. */
  readonly degrades: readonly string[];
  /** Connections of users may fail, because an edge is killed. */
  readonly breaksConnections?: true;
  /** Only on these kinds of bus. */
  readonly only?: BusKind;
}

const all = ["e1", "e2", "e3"];

/** All faults. */
export const faults: readonly ScriptedFault[] = [
  {
    name: "bus-killed",
    what: "bus server killed, and restarted",
    forMs: 10_000,
    shortMs: 4_000,
    parts: [{ kind: "kill-bus", region: "eu" }],
    degrades: all,
  },
  {
    name: "bus-frozen",
    what: "bus server frozen (SIGSTOP)",
    forMs: 10_000,
    shortMs: 4_000,
    parts: [{ kind: "freeze-bus", region: "eu" }],
    degrades: all,
  },
  {
    name: "partition",
    what: "edge cut off from the bus",
    forMs: 30_000,
    shortMs: 4_000,
    parts: [{ kind: "link", link: "e1-bus", fault: { kind: "cut" } }],
    degrades: ["e1"],
  },
  {
    name: "half-open",
    what: "edge's connection to the bus half-open",
    forMs: 15_000,
    shortMs: 4_000,
    parts: [{ kind: "link", link: "e1-bus", fault: { kind: "half-open", alive: "from" } }],
    degrades: ["e1"],
  },
  {
    name: "regions-cut",
    what: "link between the regions cut",
    forMs: 60_000,
    shortMs: 5_000,
    parts: [{ kind: "cut-regions" }],
    degrades: ["e3"],
  },
  {
    name: "control-killed",
    what: "control killed in the middle of a write",
    forMs: 5_000,
    shortMs: 2_000,
    parts: [{ kind: "kill-control" }],
    degrades: [],
  },
  {
    name: "bus-restarted",
    what: "bus server restarted",
    forMs: 2_000,
    shortMs: 1_000,
    parts: [{ kind: "restart-bus", region: "eu" }],
    degrades: [],
  },
  {
    name: "log-truncated",
    what: "log truncated while an edge was away",
    forMs: 10_000,
    shortMs: 4_000,
    parts: [{ kind: "link", link: "e1-bus", fault: { kind: "cut" } }, { kind: "truncate-log" }],
    degrades: ["e1"],
  },
  {
    name: "edge-restarted",
    what: "edge restarted while the bus is down",
    forMs: 12_000,
    shortMs: 5_000,
    parts: [
      { kind: "kill-bus", region: "eu" },
      { kind: "restart-edge", edge: "e1" },
    ],
    degrades: all,
  },
  {
    name: "repeated",
    what: "messages repeated and reordered",
    forMs: 5_000,
    shortMs: 2_000,
    parts: [{ kind: "repeat-messages" }],
    degrades: [],
  },
  {
    name: "region-added",
    what: "region added under load",
    forMs: 10_000,
    shortMs: 3_000,
    parts: [{ kind: "add-region", region: "ap", edge: "e4" }],
    degrades: [],
  },
  {
    name: "upgrade",
    what: "edges replaced one after the other",
    forMs: 10_000,
    shortMs: 3_000,
    parts: [{ kind: "replace-edges" }],
    degrades: [],
  },
  {
    name: "edge-killed",
    what: "edge killed (SIGKILL)",
    forMs: 5_000,
    shortMs: 2_000,
    parts: [{ kind: "kill-edge", edge: "e1" }],
    degrades: [],
    breaksConnections: true,
  },
];
