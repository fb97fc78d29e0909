// The workers of a machine in one process: the protocol of the supervisor without processes.
import type { SiblingNotice } from "../../src/edge/ports.ts";
import { Rounds, type RoundMember } from "../../src/server/workers/rounds.ts";
import type { OpenSiblings } from "../../src/server/workers/share.ts";
import { createTold, type Told } from "../../src/server/workers/told.ts";

/** A place on the machine. */
export interface WorkerPlace {
  readonly open: OpenSiblings;
  /** Applies nothing more until the function that is returned is called. */
  hold(): () => void;
  /** The worker has ended: nobody waits for it. */
  leave(): void;
}

/** A machine, which workers join. */
export interface Machine {
  join(): WorkerPlace;
}

/** Creates a machine without workers. `later` hands over a message, in the order of each worker's messages. */
export function createMachine(later: (hand: () => void) => void = (hand) => hand()): Machine {
  const rounds = new Rounds();
  return {
    join() {
      let told: Told | undefined;
      let held: (() => void)[] | undefined;
      const toWorker = inOrder(later);
      const toSupervisor = inOrder(later);
      const apply = (id: number, notices: readonly SiblingNotice[]): void => {
        const wider = told?.receive(notices) ?? [];
        toSupervisor(() => rounds.applied(member, id, wider));
      };
      const member: RoundMember = {
        deliver: (id, notices) =>
          toWorker(() => {
            if (held === undefined) apply(id, notices);
            else held.push(() => apply(id, notices));
          }),
      };
      rounds.join(member);
      return {
        open: (parts) => {
          told = createTold({
            ...parts,
            begin: (notices) =>
              new Promise((resolve) => {
                toSupervisor(() => rounds.begin(member, notices, () => toWorker(resolve)));
              }),
          });
          return told;
        },
        hold() {
          const waiting: (() => void)[] = [];
          held = waiting;
          return () => {
            held = undefined;
            for (const each of waiting) each();
          };
        },
        leave: () => rounds.leave(member),
      };
    },
  };
}

/** Keeps the order of messages, whatever each of them takes. */
function inOrder(later: (hand: () => void) => void): (hand: () => void) => void {
  const waiting: (() => void)[] = [];
  return (hand) => {
    waiting.push(hand);
    later(() => waiting.shift()?.());
  };
}
