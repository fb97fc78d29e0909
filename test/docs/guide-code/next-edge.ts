import { createEdge, type Edge } from "../../../src/library/index.ts";

// Next loads this module once for each of its bundles; one edge is enough for all of them.
const shared: typeof globalThis & { edge?: Edge } = globalThis;

export const edge = (shared.edge ??= createEdge({
  origin: process.env["ORIGIN"] ?? "",
  cacheableSessions: true,
}));
