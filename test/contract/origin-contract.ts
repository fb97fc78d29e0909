// What every adapter to the identity server does, against real servers on the loopback interface. An implementation's
// test calls this with a way to make one.
import { describe } from "vitest";
import type { CreateOrigin } from "./origin-calls.ts";
import {
  closesConnections,
  retriesDeadConnections,
  speaksTls,
  usesConnections,
} from "./origin-connections.ts";
import { breaksOff, isGivenUp, runsOutOfTime } from "./origin-failures.ts";
import { streamsBodies } from "./origin-streams.ts";
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
    describe("connections that the origin breaks off", () => {
      breaksOff(create);
    });
    describe("timeouts", () => {
      runsOutOfTime(create);
    });
    describe("calls that the caller gives up", () => {
      isGivenUp(create);
    });
    describe("connections in use", () => {
      usesConnections(create);
    });
    describe("connections to close", () => {
      closesConnections(create);
    });
    describe("dead connections", () => {
      retriesDeadConnections(create);
    });
    describe("TLS", () => {
      speaksTls(create);
    });
    describe("streams", () => {
      streamsBodies(create);
    });
  });
}
