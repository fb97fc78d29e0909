// Subscribers whose secrets are sealed in the database, if the operator has given a secret to seal with. What was stored
// before that stays readable.
import { Secret } from "../../core/secret.ts";
import type { Subscriber } from "../../core/subscribers/subscriber.ts";
import type { SubscriberRecord, SubscriberStorage } from "./subscriber-storage.ts";

/** Seals texts, each for one subscriber of one project, and opens what was sealed. */
export interface SecretSealing {
  seal(text: string, use: { readonly project: string; readonly keyId: string }): Promise<string>;
  open(sealed: string, use: { readonly project: string; readonly keyId: string }): Promise<Secret>;
}

const mark = "sealed:";

/** The same storage with sealed secrets. Only `find` opens them, because nothing else needs them. */
export function withSealedSecrets(
  storage: SubscriberStorage,
  sealing: SecretSealing | undefined,
): SubscriberStorage {
  const sealed = async (record: SubscriberRecord): Promise<SubscriberRecord> => {
    const { subscriber } = record;
    const text = subscriber.secret?.reveal();
    if (sealing === undefined || text === undefined || text.startsWith(mark)) return record;
    const secret = new Secret(mark + (await sealing.seal(text, useOf(subscriber))));
    return { ...record, subscriber: { ...subscriber, secret } };
  };
  return {
    ...storage,
    insert: async (record, audit) => storage.insert(await sealed(record), audit),
    replace: async (record, audit) => storage.replace(await sealed(record), audit),
    async find(id) {
      const subscriber = await storage.find(id);
      const text = subscriber?.secret?.reveal();
      if (subscriber === undefined || text?.startsWith(mark) !== true) return subscriber;
      if (sealing === undefined) {
        throw new Error(
          `the secret of subscriber ${id} is sealed, and this process has no --signing-secret-file`,
        );
      }
      const secret = await sealing.open(text.slice(mark.length), useOf(subscriber));
      return { ...subscriber, secret };
    },
  };
}

/** A sealed secret is good for this subscriber only. */
function useOf({ id, project }: Subscriber): { readonly project: string; readonly keyId: string } {
  return { project, keyId: `subscriber ${id}` };
}
