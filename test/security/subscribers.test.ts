// Attacks by subscribers and on them: targets inside the network in every spelling, names that lead somewhere else later,
// recorded web hooks, and receivers that answer strangely.
import { describe, expect, it, onTestFinished } from "vitest";
import { addressTest, parseRange } from "../../src/config/values/address-range.ts";
import { refusesTarget, targetProblem } from "../../src/config/values/subscriber-target.ts";
import { lookupWithout } from "../../src/origin/guarded-lookup.ts";
import { createSender } from "../../src/endings/delivery/send.ts";
import { createUndiciOrigin } from "../../src/origin/undici/undici-origin.ts";
import { isVerified, nth, startReceiver } from "../endings/delivery/receiver.ts";
import { sampleEnding, sampleSubscriber } from "../endings/delivery/samples.ts";

const nothing = (): boolean => false;
const ranges = ["127.0.0.0/8", "10.0.0.0/8", "169.254.0.0/16"].map(parseRange);
const some = addressTest(ranges.filter((range) => typeof range !== "string"));

const inside = [
  "https://127.0.0.1/",
  "https://127.1/",
  "https://2130706433/",
  "https://0x7f000001/",
  "https://017700000001/",
  "https://0/",
  "https://localhost/",
  "https://LOCALHOST./",
  "https://x.localhost/",
  "https://[::1]/",
  "https://[::]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://[2002:7f00:1::]/",
  "https://[fe80::1]/",
  "https://[fd00:ec2::254]/",
  "https://[fc00::1]/",
  "https://10.0.0.1/",
  "https://172.16.0.1/",
  "https://192.168.0.1/",
  "https://100.64.0.1/",
  "https://169.254.169.254/latest/meta-data",
  "https://168.63.129.16/",
  "https://metadata.google.internal/",
  "https://255.255.255.255/",
  "https://224.0.0.1/",
];

describe("targets inside the network", () => {
  it.each(inside)("%s is refused.", (url) => {
    expect(targetProblem(url, nothing)).toMatch(/must/);
  });

  it("An allowed range opens what is in it, and never metadata or link-local addresses.", () => {
    expect(targetProblem("https://10.1.2.3/", some)).toBeUndefined();
    expect(targetProblem("http://127.0.0.1:8080/", some)).toBeUndefined();
    expect(targetProblem("http://10.1.2.3/", some)).toMatch(/https/);
    expect(targetProblem("https://192.168.0.1/", some)).toMatch(/inside/);
    expect(targetProblem("https://169.254.169.254/", some)).toMatch(/inside/);
    expect(refusesTarget("169.254.169.254", some)).toBe(true);
    expect(refusesTarget("fe80::1%eth0", () => true)).toBe(true);
    expect(refusesTarget("no address", () => true)).toBe(true);
  });

  it("Addresses on the internet are allowed, and so are names until they are looked up.", () => {
    for (const url of ["https://app.example/h?a=b", "https://8.8.8.8/", "https://[2606:4700::1]/"])
      expect(targetProblem(url, nothing)).toBeUndefined();
  });

  it("What a name leads to is checked when the connection is made, so a name that changes does not pass.", async () => {
    const refuses = (address: string) => refusesTarget(address, nothing);
    const looked = new Promise((resolve) => {
      lookupWithout(refuses)("localhost", {}, (error) => resolve(error?.message));
    });
    expect(await looked).toContain("reserved address");
    const there = await startReceiver();
    onTestFinished(() => there.stop());
    const port = new URL(there.url).port;
    // The URL passed when it was set: only the connection can tell.
    const sender = createSender({
      clock: { wallMs: () => Date.now() },
      signer: { sign: () => Promise.resolve(undefined) },
      allowsUrl: () => true,
      openTarget: (url) => createUndiciOrigin({ url, refusesAddress: refuses }),
    });
    onTestFinished(() => sender.close());
    const subscriber = sampleSubscriber({ url: `http://localhost:${port}/` });
    const sent = sender.send(subscriber, sampleEnding(), new AbortController().signal);
    expect(await sent).toEqual({ kind: "failed", why: "refused-address" });
    expect(there.arrived).toEqual([]);
  });

  it.each([
    "https://app.example/\r\nX: y",
    "https://app.example/ x",
    "https://app.example\\@10.0.0.1/",
    "https://user:secret@app.example/",
    "https://app.example/#x",
    "file:///etc/passwd",
    "https://",
    "",
  ])("%j is no URL of a subscriber.", (url) => {
    expect(targetProblem(url, nothing)).toBeDefined();
  });
});

describe("recorded web hooks", () => {
  it("A web hook that is sent again later does not verify, and an attempt is signed at its own time.", async () => {
    const there = await startReceiver();
    onTestFinished(() => there.stop());
    let nowMs = 1_800_000_000_000;
    const sender = createSender({
      clock: { wallMs: () => nowMs },
      signer: { sign: () => Promise.resolve(undefined) },
      allowsUrl: () => true,
      openTarget: (url) => createUndiciOrigin({ url }),
    });
    onTestFinished(() => sender.close());
    const subscriber = sampleSubscriber({ url: there.url });
    const ending = sampleEnding();
    const send = () => sender.send(subscriber, ending, new AbortController().signal);
    await send();
    nowMs += 3_600_000;
    await send();
    const secret = subscriber.secret.reveal();
    const [first, second] = [nth(there.arrived), nth(there.arrived, 1)];
    expect(first.headers["webhook-id"]).toBe(second.headers["webhook-id"]);
    expect(isVerified(first, secret, nowMs - 3_600_000)).toBe(true);
    expect(isVerified(first, secret, nowMs)).toBe(false);
    expect(isVerified(second, secret, nowMs)).toBe(true);
    const forged = {
      ...first,
      headers: { ...first.headers, "webhook-timestamp": String(nowMs / 1_000) },
    };
    expect(isVerified(forged, secret, nowMs)).toBe(false);
  });
});
