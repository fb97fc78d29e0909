// Where a client is, as the origin records it in a session's devices: the truth, or what a trusted proxy says.
import { expect, test } from "vitest";
import { linesOf } from "./relay.ts";
import { startScene } from "./scene.ts";

const told = {
  "X-Forwarded-For": "203.0.113.7",
  "X-Real-IP": "203.0.113.8",
  "True-Client-IP": "203.0.113.9",
  Forwarded: "for=203.0.113.10",
};

/** Signs in through a fresh edge with headers, and gives the address that the session's device has. */
async function deviceOf(
  headers: Record<string, string>,
  trusted: boolean,
): Promise<{ address: string; forwardedFor: string[] }> {
  await using fresh = await startScene({ edge: { trustedProxies: () => trusted } });
  const person = await fresh.person();
  const options = { headers };
  const { data: flow } = await fresh.through.createNativeLoginFlow({}, options);
  const { data } = await fresh.through.updateLoginFlow(
    {
      flow: flow.id,
      updateLoginFlowBody: {
        method: "password",
        identifier: person.email,
        password: person.password,
      },
    },
    options,
  );
  const submitted = fresh.relay.calls.find(({ method }) => method === "POST");
  return {
    address: data.session.devices?.[0]?.ip_address ?? "",
    forwardedFor: submitted === undefined ? [] : linesOf(submitted, "x-forwarded-for"),
  };
}

test("from nobody in particular: the peer's address", async () => {
  expect(await deviceOf({}, false)).toEqual({
    address: "127.0.0.1",
    forwardedFor: ["127.0.0.1"],
  });
});

test("what an untrusted peer says about it is not believed", async () => {
  expect(await deviceOf(told, false)).toEqual({
    address: "127.0.0.1",
    forwardedFor: ["127.0.0.1"],
  });
});

test("a trusted proxy's X-Real-IP arrives", async () => {
  const { address } = await deviceOf({ "X-Real-IP": "203.0.113.8" }, true);
  expect(address).toBe("203.0.113.8");
});

test("a trusted proxy's X-Forwarded-For arrives", async () => {
  const { address } = await deviceOf({ "X-Forwarded-For": "203.0.113.7" }, true);
  expect(address).toBe("203.0.113.7");
});
