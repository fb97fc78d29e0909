// Words for subscribers and deliveries.
import type { Delivery, Subscriber } from "../../api/subscriber.ts";

/** What each kind is called. */
export const kindWords: Readonly<Record<Subscriber["kind"], string>> = {
  "web-hook": "Web hook",
  caep: "CAEP",
};

/** The types that can be chosen, with what they mean. */
export const typeMeanings = {
  "session-revoked": "A session has ended before its time.",
  "session-changed": "A check of a session may be answered differently.",
  "credential-changed": "A password or another credential was set or removed.",
  "assurance-changed": "A session has another assurance level.",
  "identity-changed": "An identity, or sessions of it that are not named, changed or ended.",
} as const;

/** One of them. */
export type ChosenType = keyof typeof typeMeanings;

/** The types in the order in which they are shown. */
export const chosenTypes = Object.keys(typeMeanings) as readonly ChosenType[];

const detailWords: Readonly<Record<string, string>> = {
  unreachable: "no connection",
  timeout: "no answer in time",
  "refused-address": "leads inside the network",
  broken: "broke off",
  unsigned: "no signing key",
};

/** What the receiver answered, or why there is no answer. */
export function answerText({ status, detail }: Delivery): string {
  const words = detail === null ? undefined : (detailWords[detail] ?? detail);
  return [status === null ? undefined : String(status), words]
    .filter((part) => part !== undefined)
    .join(", ");
}
