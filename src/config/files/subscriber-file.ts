// The file of an edge's subscribers:
//
//   subscribers:
//     - name: app
//       kind: web-hook                          # or caep, with issuer and audience
//       url: https://app.example/hooks
//       secret_file: /run/secrets/app-hooks     # or secret_env: a variable, or secret: itself
//       types: [session-revoked]                # without it, all
//
// Everything wrong is listed, and no message repeats what may be a secret.
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { endingTypes } from "../../core/endings/ending.ts";
import { Secret } from "../../core/secret.ts";
import {
  subscribersPerProjectMax,
  subscriberTextCharactersMax,
} from "../../core/subscribers/limits.ts";
import { subscriberKinds, type Subscriber } from "../../core/subscribers/subscriber.ts";
import { webHookSecretPattern } from "../../core/subscribers/web-hook.ts";
import { readDocument, systemReason } from "../read/document.ts";
import type { Problem } from "../read/problem.ts";
import type { AddressTest } from "../values/address-range.ts";
import { targetProblem } from "../values/subscriber-target.ts";
import { exposure } from "./admin-keys.ts";

/** What reading the file needs. */
export interface SubscriberFileParts {
  readonly path: string;
  /** The project of this edge. */
  readonly project: string;
  readonly networks: AddressTest;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The file's subscribers with warnings, or everything that is wrong. */
export type FileSubscribers =
  | {
      readonly kind: "subscribers";
      readonly subscribers: readonly Subscriber[];
      readonly warnings: readonly string[];
    }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

const string = z.string({ error: "must be a string" });
const text = string
  .max(subscriberTextCharactersMax, {
    error: `must be at most ${subscriberTextCharactersMax} characters long`,
  })
  .regex(/^[!-~]+$/, { error: "must be letters, digits and signs without blanks" });

const memberSchema = z.strictObject(
  {
    name: string.regex(/^[\w.-]{1,64}$/, {
      error: "must be 1 to 64 letters, digits, dots, underscores or hyphens",
    }),
    kind: z.enum(subscriberKinds, { error: `must be one of ${subscriberKinds.join(", ")}` }),
    url: string,
    types: z
      .array(z.enum(endingTypes, { error: `must be one of ${endingTypes.join(", ")}` }), {
        error: "must be a list",
      })
      .min(1, { error: "must not be empty" })
      .optional(),
    enabled: z.boolean({ error: "must be true or false" }).optional(),
    issuer: text.optional(),
    audience: text.optional(),
    secret: text.optional(),
    secret_file: string.optional(),
    secret_env: string.optional(),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? "must have no members other than name, kind, url, types, enabled, issuer, audience, secret, secret_file and secret_env"
        : "must be a mapping with name, kind and url",
  },
);
type Member = z.output<typeof memberSchema>;

const fileSchema = z.strictObject(
  {
    subscribers: z.array(memberSchema, { error: "must be a list" }).max(subscribersPerProjectMax, {
      error: `must not have more than ${subscribersPerProjectMax} members`,
    }),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? "must have no members other than subscribers"
        : "must be a mapping with subscribers",
  },
);

/** Reads a file of subscribers. */
export async function readSubscriberFile(parts: SubscriberFileParts): Promise<FileSubscribers> {
  const { path } = parts;
  const document = await readDocument(path);
  if (document.kind === "problems") return document;
  const parsed = fileSchema.safeParse(document.content);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: place, message }) => ({
      where: place.length === 0 ? path : `${placeOf(place)} in ${path}`,
      what: message,
    }));
    return { kind: "problems", problems };
  }
  const { subscribers: members } = parsed.data;
  const problems: Problem[] = [];
  const subscribers: Subscriber[] = [];
  for (const [index, member] of members.entries()) {
    const complain = (name: string, what: string): void => {
      problems.push({ where: `subscribers[${index}].${name} in ${path}`, what });
    };
    if (members.slice(0, index).some(({ name }) => name === member.name)) {
      complain("name", "must not be the name of an earlier subscriber");
    }
    const subscriber = await subscriberOf(member, parts, complain);
    if (subscriber !== undefined) subscribers.push(subscriber);
  }
  if (problems.length > 0) return { kind: "problems", problems };
  const holdsSecret = members.some(({ secret }) => secret !== undefined);
  const warning = holdsSecret ? await exposure(path) : undefined;
  return { kind: "subscribers", subscribers, warnings: warning === undefined ? [] : [warning] };
}

type Complain = (name: string, what: string) => void;

async function subscriberOf(
  member: Member,
  { project, networks, env }: SubscriberFileParts,
  complain: Complain,
): Promise<Subscriber | undefined> {
  const { name: id, kind, url, types, enabled = true, issuer, audience } = member;
  const wrong = targetProblem(url, networks);
  if (wrong !== undefined) complain("url", wrong);
  const secret = await secretOf(member, env, complain);
  const common = { id, project, url, types, enabled };
  if (kind === "web-hook") {
    if (issuer !== undefined) complain("issuer", "is only for the kind caep");
    if (audience !== undefined) complain("audience", "is only for the kind caep");
    if (secret === undefined) return undefined;
    if (secret !== "none" && webHookSecretPattern.test(secret.reveal())) {
      return { ...common, kind, secret };
    }
    complain("secret", "must be whsec_ and 24 to 64 random bytes in base64, for the kind web-hook");
    return undefined;
  }
  if (issuer === undefined) complain("issuer", "is required for the kind caep");
  if (audience === undefined) complain("audience", "is required for the kind caep");
  if (issuer === undefined || audience === undefined || secret === undefined) return undefined;
  return { ...common, kind, issuer, audience, secret: secret === "none" ? undefined : secret };
}

/** The secret of a subscriber. Undefined if there is something wrong, which was complained about. */
async function secretOf(
  { secret, secret_file: file, secret_env: variable }: Member,
  env: SubscriberFileParts["env"],
  complain: Complain,
): Promise<Secret | "none" | undefined> {
  if ([secret, file, variable].filter((one) => one !== undefined).length > 1) {
    complain("secret", "must be given once: as secret, secret_file or secret_env");
    return undefined;
  }
  if (secret !== undefined) return new Secret(secret);
  if (variable !== undefined) {
    const value = env[variable];
    if (value !== undefined && value !== "") return new Secret(value);
    complain("secret_env", "must name an environment variable that is set");
    return undefined;
  }
  if (file === undefined) return "none";
  try {
    return new Secret((await readFile(file, "utf8")).trim());
  } catch (error) {
    complain("secret_file", `cannot be read: ${systemReason(error)}`);
    return undefined;
  }
}

function placeOf(place: readonly PropertyKey[]): string {
  return place
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}
