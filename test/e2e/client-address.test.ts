// Where a client is, as the origin records it in a session's devices: the truth, or what a trusted proxy says.
import { expect, test } from "vitest";
import { linesOf } from "../harness/relay.ts";
import { startScene } from "../harness/scene.ts";

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
  clientAddressHeader = "x-forwarded-for",
): Promise<{ address: string; forwardedFor: string[] }> {
  await using fresh = await startScene({
    edge: { trustedProxies: (address) => trusted && address === "127.0.0.1", clientAddressHeader },
  });
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

test("Without a trusted proxy, the peer's address is recorded.", async () => {
  expect(await deviceOf({}, false)).toEqual({
    address: "127.0.0.1",
    forwardedFor: ["127.0.0.1"],
  });
});

test("An untrusted peer's forwarding headers are not believed.", async () => {
  expect(await deviceOf(told, false)).toEqual({
    address: "127.0.0.1",
    forwardedFor: ["127.0.0.1"],
  });
});

test.each(["X-Real-IP", "True-Client-IP", "Cf-Connecting-IP", "Forwarded"])(
  "A client's %s through a trusted proxy that does not know the header is not recorded.",
  async (name) => {
    const headers = { "X-Forwarded-For": "203.0.113.7", [name]: "198.51.100.1" };
    const device = await deviceOf(headers, true);
    expect(device).toEqual({ address: "203.0.113.7", forwardedFor: ["203.0.113.7"] });
  },
);

test("A trusted proxy's X-Forwarded-For is recorded without the proxies on the way.", async () => {
  const { address } = await deviceOf({ "X-Forwarded-For": "198.51.100.1, 203.0.113.7" }, true);
  expect(address).toBe("203.0.113.7");
});

test.each(["True-Client-IP", "CF-Connecting-IP", "X-Real-IP", "Fly-Client-IP"])(
  "With --client-address-header %s, a trusted proxy is believed in that header alone.",
  async (name) => {
    const headers = { [name]: "203.0.113.8", "X-Forwarded-For": "203.0.113.7" };
    const device = await deviceOf(headers, true, name.toLowerCase());
    expect(device).toEqual({ address: "203.0.113.8", forwardedFor: ["203.0.113.8"] });
  },
);

test("A value that is not an address is not recorded.", async () => {
  const headers = { "CF-Connecting-IP": "203.0.113.8, 203.0.113.9" };
  const { address } = await deviceOf(headers, true, "cf-connecting-ip");
  expect(address).toBe("127.0.0.1");
});
