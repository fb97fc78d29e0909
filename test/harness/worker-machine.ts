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

/** A machine without workers. */
export function createMachine(): { join(): WorkerPlace } {
  const rounds = new Rounds();
  return {
    join() {
      let told: Told | undefined;
      let held: (() => void)[] | undefined;
      const apply = (id: number, notices: readonly SiblingNotice[]): void =>
        rounds.applied(member, id, told?.receive(notices) ?? []);
      const member: RoundMember = {
        deliver: (id, notices) => {
          if (held === undefined) apply(id, notices);
          else held.push(() => apply(id, notices));
        },
      };
      rounds.join(member);
      return {
        open: (parts) => {
          told = createTold({
            ...parts,
            begin: (notices) =>
              new Promise((resolve) => {
                rounds.begin(member, notices, resolve);
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
