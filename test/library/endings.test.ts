// `edge.onEnding`: a program is told which sessions have ended or changed.
import { expect, it, onTestFinished } from "vitest";
import { createEdge, type EdgeEvent, type Ending } from "../../src/library/index.ts";
import { shareIdentity } from "./identity-for-library.ts";
import { makePerson, signIn, signOut } from "./people.ts";

const identity = shareIdentity();

function edgeOfTest() {
  const events: EdgeEvent[] = [];
  const edge = createEdge({
    origin: identity.publicUrl,
    cacheableSessions: true,
    onEvent: (event) => events.push(event),
  });
  onTestFinished(() => edge.close());
  return { edge, events };
}

it("A sign-out and an invalidation are told with their ids, until the subscription ends.", async () => {
  const { edge } = edgeOfTest();
  const person = await makePerson(identity);
  const cookie = await signIn("https://any.invalid", person, edge.fetch);
  const result = await edge.check({ cookie });
  if (result.kind !== "active") throw new Error("the person must be signed in");
  const told: Ending[] = [];
  const end = edge.onEnding((ending) => told.push(ending));
  await signOut("https://any.invalid", cookie, edge.fetch);
  const { identityId } = person;
  const sessionId = result.session.id;
  await expect
    .poll(() => told)
    .toContainEqual(expect.objectContaining({ type: "session-revoked", sessionId, identityId }));

  const other = crypto.randomUUID();
  edge.invalidate({ identity: other });
  await expect.poll(() => told).toContainEqual(expect.objectContaining({ identityId: other }));

  end();
  const before = told.length;
  edge.invalidate({ identity: crypto.randomUUID() });
  await edge.close();
  expect(told).toHaveLength(before);
});

it.each<[string, () => unknown]>([
  [
    "throws",
    () => {
      throw new Error("a defect of the program");
    },
  ],
  ["rejects", () => Promise.reject(new Error("a defect of the program"))],
])("A subscriber that %s harms neither the others nor the edge.", async (_, receive) => {
  const { edge, events } = edgeOfTest();
  const told: Ending[] = [];
  edge.onEnding(receive);
  edge.onEnding((ending) => told.push(ending));
  edge.invalidate({ everything: true });
  await expect.poll(() => told).toMatchObject([{ type: "project-changed" }]);
  await expect
    .poll(() => events)
    .toContainEqual(expect.objectContaining({ kind: "error-answered", id: "edge_failed" }));
});
