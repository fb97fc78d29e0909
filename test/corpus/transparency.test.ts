// With the feature off an edge is invisible (L8): every recorded exchange of the public listener
// comes out of it as the origin said it, and reaches the origin as the client sent it.
import { describe, expect, test } from "vitest";
import { startEdge } from "../harness/edge-under-test.ts";
import { loadStory, scenarios } from "./recording.ts";
import { nodeRefusals } from "./refusals.ts";
import { judgeTransparency, type OpenEdge } from "./transparency.ts";

const openEdge: OpenEdge = async (origin) =>
  startEdge({ origin, settings: { cacheableSessions: false } });

describe("an edge with the feature off", () => {
  test.each(scenarios)("With the feature off, an edge is transparent in %s.", async (scenario) => {
    const objections = await judgeTransparency(loadStory(scenario), openEdge, nodeRefusals);
    expect(objections.join("\n\n")).toBe("");
  });
});
