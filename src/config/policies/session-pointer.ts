// JSON pointers (RFC 6901) into a session, as policies use them. A pointer must be able to lead to a single value.

/** What stands for the position in a list. */
const position = "#";

/** The places of an Ory session that only ever hold an object, or a list of objects. */
const containers: ReadonlySet<string> = new Set([
  "",
  "/authentication_methods",
  `/authentication_methods/${position}`,
  "/devices",
  `/devices/${position}`,
  "/identity",
  "/identity/credentials",
  "/identity/metadata_admin",
  "/identity/metadata_public",
  "/identity/recovery_addresses",
  `/identity/recovery_addresses/${position}`,
  "/identity/traits",
  "/identity/verifiable_addresses",
  `/identity/verifiable_addresses/${position}`,
]);

/** Why a text cannot be the pointer of a policy, as the rest of a sentence. Undefined if it can. */
export function pointerProblem(pointer: string): string | undefined {
  if (!/^(?:\/(?:[^~/]|~[01])*)*$/u.test(pointer))
    return "must be a JSON pointer such as /identity/traits/email";
  const place = pointer.replaceAll(/\/(?:0|[1-9]\d*)(?=\/|$)/gu, `/${position}`);
  if (!containers.has(place)) return undefined;
  return pointer === ""
    ? "must not be the whole session; name a field of it, such as /identity/id"
    : `must lead to a single value, such as ${exampleBelow(place)}; ${pointer} holds an object or a list of objects`;
}

function exampleBelow(place: string): string {
  return examples[place] ?? "/identity/id";
}

const examples: Readonly<Record<string, string>> = {
  "/identity/traits": "/identity/traits/email",
  "/identity/metadata_public": "/identity/metadata_public/role",
  "/identity/verifiable_addresses": "/identity/verifiable_addresses/0/value",
  [`/identity/verifiable_addresses/${position}`]: "/identity/verifiable_addresses/0/value",
  "/authentication_methods": "/authentication_methods/0/method",
  [`/authentication_methods/${position}`]: "/authentication_methods/0/method",
  "/devices": "/devices/0/id",
  [`/devices/${position}`]: "/devices/0/id",
};
