// What every adapter to the identity server does, against real servers on the loopback interface. An implementation's
// test calls this with a way to make one.
import { describe } from "vitest";
import type { CreateOrigin } from "./origin-calls.ts";
import { bringsAnswers, sendsRequests } from "./origin-messages.ts";

/** Runs the suite against origins that `create` makes. */
export function originContract(name: string, create: CreateOrigin): void {
  describe(`origin: ${name}`, () => {
    describe("requests", () => {
      sendsRequests(create);
    });
    describe("answers", () => {
      bringsAnswers(create);
    });
  });
}
