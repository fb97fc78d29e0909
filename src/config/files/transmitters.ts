// The file of those who may send security event tokens:
//
//   transmitters:
//     - issuer: https://idp.example.com
//       audience: https://edge.example.com
//       jwks_url: https://idp.example.com/jwks.json   # or jwks_file: its path
//       project: 1f0c…                                # only this project; without it, the API key decides
//
// Everything wrong is listed.
import { z } from "zod";
import { readDocument } from "../read/document.ts";
import type { Problem } from "../read/problem.ts";
import { isLoopback } from "../values/listen-address.ts";

/** One transmitter of the file. Its keys are at a URL or in a file. */
interface FileTransmitter {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: URL | undefined;
  readonly jwksFile: string | undefined;
  readonly project: string | undefined;
}

/** The file's transmitters, or everything that is wrong. */
export type FileTransmitters =
  | { readonly kind: "transmitters"; readonly transmitters: readonly FileTransmitter[] }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

const transmittersMax = 32;
const textCharactersMax = 512;
const urlCharactersMax = 2_048;

/**
 * What is wrong with the URL of a key set, as the end of a sentence. Undefined if nothing is. Who can change its answer on the
 * way can make tokens, so it must have https, except on this machine.
 */
function keySetUrlProblem(url: string): string | undefined {
  if (url.length > urlCharactersMax) return `must be at most ${urlCharactersMax} characters long`;
  // The parser would repair blanks and backslashes.
  if (!/^https?:\/\/[!-[\]-~]+$/iu.test(url) || !URL.canParse(url)) {
    return "must be a URL such as https://idp.example.com/jwks.json";
  }
  const { protocol, username, password, hostname } = new URL(url);
  if (username !== "" || password !== "") return "must not contain a user or password";
  if (protocol === "http:" && !isLoopback({ host: hostname.replaceAll(/[[\]]/gu, ""), port: 0 })) {
    return "must begin with https://, except for a loopback address, because the keys decide which tokens are accepted";
  }
  return undefined;
}

const text = () =>
  z
    .string({ error: "must be a string; put it in quotes" })
    .min(1, { error: "must not be empty" })
    .max(textCharactersMax, { error: `must not be longer than ${textCharactersMax} characters` });

const transmitterSchema = z
  .strictObject(
    {
      issuer: text(),
      audience: text(),
      jwks_url: z
        .string({ error: "must be a string; put it in quotes" })
        .superRefine((url, context) => {
          const message = keySetUrlProblem(url);
          if (message !== undefined) context.addIssue({ code: "custom", message });
        })
        .optional(),
      jwks_file: text().optional(),
      project: text()
        .regex(/^[\w.-]{1,64}$/, { error: "must be the id of a project" })
        .optional(),
    },
    {
      error: (issue) =>
        issue.code === "unrecognized_keys"
          ? "must have no members other than issuer, audience, jwks_url, jwks_file and project"
          : "must be a mapping with issuer, audience, and jwks_url or jwks_file",
    },
  )
  .refine(({ jwks_url: url, jwks_file: file }) => (url === undefined) !== (file === undefined), {
    error: "must have exactly one of jwks_url and jwks_file",
  });

const fileSchema = z.strictObject(
  {
    transmitters: z
      .array(transmitterSchema, { error: "must be a list" })
      .min(1, { error: "must not be empty" })
      .max(transmittersMax, { error: `must not have more than ${transmittersMax} members` }),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? "must have no members other than transmitters"
        : "must be a mapping with transmitters",
  },
);

/** Reads a file of transmitters. */
export async function readTransmitters(path: string): Promise<FileTransmitters> {
  const document = await readDocument(path);
  if (document.kind === "problems") return document;
  const parsed = fileSchema.safeParse(document.content);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: place, message }) => ({
      where: place.length === 0 ? path : `${place.join(".")} in ${path}`,
      what: message,
    }));
    return { kind: "problems", problems };
  }
  const transmitters = parsed.data.transmitters.map(
    ({ issuer, audience, jwks_url: url, jwks_file: jwksFile, project }) => ({
      issuer,
      audience,
      jwksUrl: url === undefined ? undefined : new URL(url),
      jwksFile,
      project,
    }),
  );
  return { kind: "transmitters", transmitters };
}
