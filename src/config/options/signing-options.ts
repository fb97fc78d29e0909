// The options of signed sessions: key files of an edge, and the secret that seals the keys of a control plane.
import { z } from "zod";
import {
  publishForMsDefault,
  publishForMsMax,
  signingKeysMax,
} from "../../core/tokens/token-limits.ts";
import { formatDuration } from "../values/duration.ts";
import { optionHelp } from "../read/option-help.ts";
import { duration, filePath } from "./option-types.ts";
import type { CrossRule } from "../read/resolve.ts";

const group = "Signed sessions";
const hourMs = 3_600_000;

/** Paths of files, as a list or separated by commas. */
function filePaths(filesMax: number) {
  const given = z.union([z.string(), z.array(z.string())], {
    error: "must be a list of paths such as new.pem,old.pem",
  });
  const paths = z
    .array(filePath())
    .max(filesMax, { error: `must not have more than ${filesMax} members` });
  return given
    .transform((listed) =>
      (typeof listed === "string" ? listed.split(",", filesMax + 1) : listed).map((path) =>
        path.trim(),
      ),
    )
    .pipe(paths);
}

/** That of an edge whose one project is set by flags. */
export const signingKeyShape = {
  "signing-key-file": filePaths(signingKeysMax).prefault([]).register(optionHelp, {
    group,
    placeholder: "FILE,…",
    description:
      "Private keys for signed sessions (PEM in PKCS #8, or JWK; ECDSA on P-256 or Ed25519). The first signs, and the public parts of all are published, so that keys can be replaced without a gap. They are read again when they change, and on SIGHUP.",
    example: "/run/secrets/new.pem,/run/secrets/old.pem",
    defaultText: "none",
  }),
};

/** That of a control plane, and of edges that follow one. */
export const signingSecretShape = {
  "signing-secret-file": filePath().optional().register(optionHelp, {
    group,
    placeholder: "FILE",
    description:
      "File with the secret that seals the signing keys of a control plane, at least 32 characters on a line. The control plane and its edges must have the same. To replace it, put the new one on a line before the old one.",
    example: "/run/secrets/signing-secret",
    defaultText: "none: the control plane makes no signing keys",
  }),
};

/** Those of a control plane alone. */
export const signingRotationShape = {
  ...signingSecretShape,
  "signing-key-publish-for": duration({ min: 0, max: publishForMsMax })
    .prefault(formatDuration(publishForMsDefault))
    .register(optionHelp, {
      group,
      placeholder: "DURATION",
      description:
        "How long a new signing key is published before it signs. It should be longer than any service remembers the published keys.",
      example: "1h",
    }),
  "signing-key-rotation": duration({ min: hourMs, max: 87_600 * hourMs })
    .optional()
    .register(optionHelp, {
      group,
      placeholder: "DURATION",
      description: "How long a signing key signs before the control plane makes the next one.",
      example: "720h",
      defaultText: "none: keys are made by requests only",
    }),
};

/** What must hold between them and the other options of `edge`. */
export const signingRules: readonly CrossRule<{
  readonly origin?: string | undefined;
  readonly "signing-key-file"?: readonly string[];
}>[] = [
  (options) =>
    "origin" in options &&
    options.origin === undefined &&
    (options["signing-key-file"] ?? []).length > 0
      ? {
          where: "--signing-key-file",
          what: "needs --origin, because without it the control plane makes the keys of each project",
          example: "--origin https://kratos.example",
        }
      : undefined,
];
