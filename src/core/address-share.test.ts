import { expect, test } from "vitest";
import { sharingNetwork } from "./address-share.ts";

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
  ["2001:db8::9", "2001:db8:0:0::/64"],
  ["2001:db8:1:2::", "2001:db8:1:2::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["unknown", "unknown"],
])("The address %s shares its places as %s.", (address, network) => {
  expect(sharingNetwork(address)).toBe(network);
});

test("Two IPv6 addresses count as one client exactly if they are in one network.", () => {
  expect(sharingNetwork("2001:db8::1")).toBe(sharingNetwork("2001:db8::ffff:2"));
  expect(sharingNetwork("2001:db8::1")).not.toBe(sharingNetwork("2001:db8:0:1::1"));
});
