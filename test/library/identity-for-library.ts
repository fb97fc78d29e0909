// The embedded identity server on the real clock, for tests of the library.
import { afterAll, beforeAll } from "vitest";
import { createIdentityServer, type IdentityServer } from "../../src/identity/server.ts";
import type { IdentityUrls } from "./people.ts";

/** A server for all tests of a file. */
export interface SharedIdentity extends IdentityUrls {
  readonly server: IdentityServer;
}

/** Starts a server before the file's tests and stops it afterwards. */
export function shareIdentity(): SharedIdentity {
  const server = createIdentityServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  return {
    server,
    get publicUrl() {
      return server.publicUrl;
    },
    get adminUrl() {
      return server.adminUrl;
    },
  };
}
