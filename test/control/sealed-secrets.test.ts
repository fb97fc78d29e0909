// The secrets of subscribers in the database: sealed if the operator gives a secret to seal with, and good for their own
// subscriber only.
import { expect, test } from "vitest";
import { withSealedSecrets } from "../../src/control/subscribers/sealed-secrets.ts";
import { Secret } from "../../src/core/secret.ts";
import { createSealing } from "../../src/tokens/sealing.ts";
import { sampleReceiver, sampleSubscriber } from "../endings/delivery/samples.ts";
import { openAt } from "./database/place.ts";
import { sampleAudit, sampleProject } from "./database/samples.ts";

const record = <Subscriber>(subscriber: Subscriber) => ({
  subscriber,
  createdAtMs: 0,
  updatedAtMs: 0,
});

async function scene() {
  const storage = await openAt({ url: ":memory:" });
  await storage.insertProject(sampleProject({ id: "acme" }), sampleAudit());
  const sealing = await createSealing([new Secret("a-secret-of-at-least-32-characters!")]);
  const plain = storage.subscribers;
  return { plain, sealed: withSealedSecrets(plain, sealing) };
}

test("A secret is sealed in the database, and opened for sending, also after a change.", async () => {
  const { plain, sealed } = await scene();
  const subscriber = sampleSubscriber();
  const text = subscriber.secret.reveal();
  await sealed.insert(record(subscriber), sampleAudit());
  expect((await plain.find(subscriber.id))?.secret?.reveal()).toMatch(/^sealed:ey/);
  expect((await sealed.find(subscriber.id))?.secret?.reveal()).toBe(text);
  const [seen] = await sealed.list("acme");
  expect(seen?.subscriber.secret?.reveal()).not.toContain(text);
  if (seen === undefined) throw new Error("it is not listed");
  await sealed.replace(
    { ...seen, subscriber: { ...seen.subscriber, enabled: true } },
    sampleAudit(),
  );
  expect((await sealed.find(subscriber.id))?.secret?.reveal()).toBe(text);
});

test("A sealed secret that was copied to another subscriber cannot be opened there.", async () => {
  const { plain, sealed } = await scene();
  const [one, other] = [sampleSubscriber(), sampleSubscriber()];
  await sealed.insert(record(one), sampleAudit());
  const stored = (await plain.find(one.id))?.secret ?? new Secret("");
  await plain.insert(record({ ...other, secret: stored }), sampleAudit());
  await expect(sealed.find(other.id)).rejects.toThrow("sealed for another");
});

test("What was stored before stays readable, and without the operator's secret nothing sealed is.", async () => {
  const { plain, sealed } = await scene();
  const [before, after] = [sampleReceiver(), sampleSubscriber()];
  await plain.insert(record(before), sampleAudit());
  await sealed.insert(record(after), sampleAudit());
  expect((await sealed.find(before.id))?.secret?.reveal()).toBe("receiver-token");
  await expect(withSealedSecrets(plain, undefined).find(after.id)).rejects.toThrow(
    "has no --signing-secret-file",
  );
  await sealed.insert(record(sampleReceiver({ secret: undefined })), sampleAudit());
});
