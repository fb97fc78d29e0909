// The part of an edge's work that a process has, if several processes share it.
import type { ProjectSign } from "../../core/health/signs.ts";
import type { EventSink } from "../../edge/events.ts";
import type { Supervisor } from "./supervisor.ts";
import type { Told, ToldParts } from "./told.ts";

/** Creates the port by which the edges of this process reach those of the others. */
export type OpenSiblings = (parts: Omit<ToldParts, "begin">) => Told;

/** A worker answers clients. A supervisor answers operators, and keeps the workers running. */
export type Share =
  | {
      readonly kind: "worker";
      readonly number: number;
      readonly siblings: OpenSiblings;
      /** Hands an event to the supervisor if it is an ending that this worker noticed. */
      readonly noticeEnding: EventSink;
      /** What all workers together notice of the projects' identity servers. */
      readonly signs: () => readonly ProjectSign[];
    }
  | {
      readonly kind: "supervisor";
      readonly siblings: OpenSiblings;
      readonly supervisor: Supervisor;
    };
