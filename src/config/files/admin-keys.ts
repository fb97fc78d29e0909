// The file of admin keys:
//
//   keys:
//     - name: kratos-hooks
//       key: 0f7c…              # or sha256: its SHA-256 in hex, so that the file holds no secret
//       scopes: [hooks]
//       project: 1f0c…          # only for this project; without it, for all that the edge serves
//
// Several keys may do the same, so that one can be replaced while both are good. Everything wrong is listed,
// and no message repeats what may be a key.
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { z } from "zod";
import { readDocument } from "../read/document.ts";
import type { Problem } from "../read/problem.ts";

/** Everything that a key may be allowed to do. */
const keyScopes = ["read", "invalidate", "hooks", "endings", "admin"] as const;

/** One key of the file. */
interface FileKey {
  readonly name: string;
  /** SHA-256 of the key, 32 bytes. */
  readonly digest: Uint8Array;
  readonly scopes: ReadonlySet<(typeof keyScopes)[number]>;
  /** Id of the only project that it is for. If undefined, it is for all. */
  readonly project: string | undefined;
}

/** The file's keys with warnings, or everything that is wrong. */
export type FileKeys =
  | {
      readonly kind: "keys";
      readonly keys: readonly FileKey[];
      readonly warnings: readonly string[];
    }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

const keysMax = 64;
const keyExample = "key: $(openssl rand -hex 32)";
const othersMayRead = 0o004;

/** A key: what a Bearer token may consist of (RFC 6750 section 2.1), long enough that guessing is hopeless. */
export const keyPattern = /^(?=.{32,512}$)[\w.~+/-]+=*$/;

const keySchema = z
  .strictObject(
    {
      name: z.string({ error: "must be a string" }).regex(/^[\w.-]{1,64}$/, {
        error: "must be 1 to 64 letters, digits, dots, underscores or hyphens",
      }),
      key: z
        .string({ error: "must be a string; put it in quotes" })
        .regex(keyPattern, {
          error: "must be 32 to 512 letters, digits or any of -._~+/, with = only at the end",
        })
        .optional(),
      sha256: z
        .string({ error: "must be a string; put it in quotes" })
        .regex(/^[\da-f]{64}$/i, { error: "must be 64 hexadecimal digits" })
        .optional(),
      scopes: z
        .array(z.enum(keyScopes, { error: `must be one of ${keyScopes.join(", ")}` }), {
          error: "must be a list",
        })
        .min(1, { error: "must not be empty" }),
      project: z
        .string({ error: "must be a string; put it in quotes" })
        .regex(/^[\w.-]{1,64}$/, { error: "must be the id of a project" })
        .optional(),
    },
    {
      error: (issue) =>
        issue.code === "unrecognized_keys"
          ? "must have no members other than name, key, sha256, scopes and project"
          : "must be a mapping with name, key and scopes",
    },
  )
  .refine(({ key, sha256 }) => (key === undefined) !== (sha256 === undefined), {
    error: "must have exactly one of key and sha256",
  })
  .refine(({ project, scopes }) => project === undefined || !scopes.includes("read"), {
    error:
      "must not have the scope read together with project, because metrics are of all projects",
  });

const fileSchema = z.strictObject(
  {
    keys: z
      .array(keySchema, { error: "must be a list" })
      .min(1, { error: "must not be empty" })
      .max(keysMax, { error: `must not have more than ${keysMax} members` }),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? "must have no members other than keys"
        : "must be a mapping with keys",
  },
);

/** Reads a file of admin keys. */
export async function readAdminKeys(path: string): Promise<FileKeys> {
  const document = await readDocument(path);
  if (document.kind === "problems") return document;
  const parsed = fileSchema.safeParse(document.content);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: place, message }) => {
      const last = place.at(-1);
      const where = place.length === 0 ? path : `${placeOf(place)} in ${path}`;
      return last === "key"
        ? { where, what: message, example: keyExample }
        : { where, what: message };
    });
    return { kind: "problems", problems };
  }
  const keys = parsed.data.keys.map(({ name, key, sha256, scopes, project }) => ({
    name,
    project,
    digest:
      key === undefined
        ? Buffer.from(sha256 ?? "", "hex")
        : createHash("sha256").update(key).digest(),
    scopes: new Set(scopes),
  }));
  const problems = repeated(path, keys);
  if (problems.length > 0) return { kind: "problems", problems };
  const holdsSecret = parsed.data.keys.some(({ key }) => key !== undefined);
  const warning = holdsSecret ? await exposure(path) : undefined;
  return { kind: "keys", keys, warnings: warning === undefined ? [] : [warning] };
}

/** Two keys of one name, or one key under two names, leave open who used it. */
function repeated(path: string, keys: readonly FileKey[]): Problem[] {
  return keys.flatMap(({ name, digest }, index) => {
    const place = `keys[${index}]`;
    const earlier = keys.slice(0, index);
    const problems: Problem[] = [];
    if (earlier.some((other) => other.name === name)) {
      problems.push({
        where: `${place}.name in ${path}`,
        what: "must not be the name of an earlier key",
      });
    }
    if (earlier.some((other) => Buffer.compare(other.digest, digest) === 0)) {
      problems.push({
        where: `${place} in ${path}`,
        what: "must not be the same key as an earlier one",
      });
    }
    return problems;
  });
}

/** A warning, if every user of the machine can read a file that holds a secret. */
export async function exposure(path: string): Promise<string | undefined> {
  // Windows has no such bits; what Node shows there says nothing.
  if (process.platform === "win32") return undefined;
  // A file that is gone by now cannot be read.
  const mode = await stat(path).then(
    (found) => found.mode,
    () => 0,
  );
  return (mode & othersMayRead) === 0
    ? undefined
    : `every user of this machine can read ${path}; run chmod 640 on it`;
}

function placeOf(place: readonly PropertyKey[]): string {
  return place
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}
