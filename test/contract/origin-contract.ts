// What every adapter to the identity server does, against real servers on the loopback interface. An implementation's
// test calls this with a way to make one.
import { describe } from "vitest";
import type { CreateOrigin } from "./origin-calls.ts";
import {
  closesConnections,
  keepsConnectionsApart,
  retriesDeadConnections,
  speaksTls,
  usesConnections,
} from "./origin-connections.ts";
import { breaksOff, isGivenUp, isSlowOrBrokenUpload, runsOutOfTime } from "./origin-failures.ts";
import { streamsBodies, streamsLargeAnswers, streamsUploads } from "./origin-streams.ts";
import { bringsAnswers, sendsBodies, sendsRequests } from "./origin-messages.ts";

/** Runs the suite against origins that `create` makes. */
export function originContract(name: string, create: CreateOrigin): void {
  bodilessOriginContract(name, create);
  describe(`origin: ${name}`, () => {
    describe("request bodies", () => {
      sendsBodies(create);
    });
    describe("uploads that are slow or break off", () => {
      isSlowOrBrokenUpload(create);
    });
    describe("uploads and connections", () => {
      keepsConnectionsApart(create);
    });
    describe("dead connections", () => {
      retriesDeadConnections(create);
    });
    describe("large bodies", () => {
      streamsLargeAnswers(create);
      streamsUploads(create);
    });
  });
}

/** The part of the suite whose requests have no body and may have either purpose. */
export function bodilessOriginContract(name: string, create: CreateOrigin): void {
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
    describe("TLS", () => {
      speaksTls(create);
    });
    describe("streams", () => {
      streamsBodies(create);
    });
  });
}
