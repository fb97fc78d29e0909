// The ways in which an application may write the identity to invalidate.
import { describe, expect, it } from "vitest";
import { cookie, edgeBefore, sessionBody } from "./edge-for-library.ts";

const id = "9f425a8d-7efc-4768-8f23-7647a74fdf13";

async function holding() {
  const { edge } = await edgeBefore((_, answer) => {
    answer.writeHead(200, { "Content-Type": "application/json" });
    answer.end(sessionBody(id));
  });
  await edge.check({ cookie });
  expect(edge.stats().entries).toBe(1);
  return edge;
}

describe("edge.invalidate", () => {
  it.each([id, id.toUpperCase(), id.replaceAll("-", ""), `urn:uuid:${id}`, `{${id}}`])(
    "The identity may be written as %s.",
    async (identity) => {
      const edge = await holding();
      edge.invalidate({ identity });
      expect(edge.stats().entries).toBe(0);
    },
  );

  it.each(["", "ada", id.slice(1), `${id}/sessions`])(
    "The argument %j is refused, since it would invalidate nothing.",
    async (text) => {
      const edge = await holding();
      expect(() => edge.invalidate({ identity: text })).toThrow(TypeError);
      expect(() => edge.invalidate({ session: text })).toThrow(TypeError);
      expect(edge.stats().entries).toBe(1);
    },
  );
});
