// The key files of a running server. They are looked at by their content, and taken when it has changed, as certificates are.
import type { Logger } from "pino";
import type { UsableKey } from "../tokens/signing-key.ts";
import type { Part } from "./parts.ts";
import type { SigningKeyFiles } from "./signing.ts";

/** How often the files are read. */
const readEveryMs = 5_000;

/** What following needs. */
export interface FollowParts {
  readonly log: Pick<Logger, "info" | "error">;
  /** Called with the keys at the start, and each time that they were replaced. */
  readonly use: (keys: readonly UsableKey[]) => void;
  /** Called if the files could not be followed. */
  readonly failed: (error: unknown) => void;
  /** How often the files are read, in milliseconds. */
  readonly everyMs?: number;
}

/** The following of key files by a running server. */
export interface FollowedSigningKeys extends Part {
  /** Reads the files now, and logs the result. */
  reread(): Promise<void>;
}

/** Follows key files: takes what can be used, and logs what cannot. */
export function followSigningKeys(
  files: SigningKeyFiles | undefined,
  { log, use, failed, everyMs = readEveryMs }: FollowParts,
): FollowedSigningKeys {
  let timer: NodeJS.Timeout | undefined;
  /** What was logged last of the files, so that it is not logged at every reading. */
  let logged: string | undefined;
  let reading: Promise<void> = Promise.resolve();
  const look = async (asked: boolean): Promise<void> => {
    if (files === undefined) return;
    const read = await files.reread();
    if (read.kind === "problems") {
      const text = JSON.stringify(read.problems);
      if (!asked && logged === text) return;
      logged = text;
      const { problems } = read;
      log.error({ problems }, "the signing key files have problems; the keys are unchanged");
      return;
    }
    logged = undefined;
    const keyIds = files.keys.map(({ keyId }) => keyId);
    if (read.kind === "replaced") {
      use(files.keys);
      log.info({ keyIds }, "the signing keys were replaced; the first of them signs");
    } else if (asked) log.info({ keyIds }, "the signing keys were read again and are unchanged");
  };
  // Readings run one after the other, so that the last files read are the latest.
  const lookNext = (asked: boolean): Promise<void> => {
    reading = reading.then(() => look(asked)).catch(failed);
    return reading;
  };
  return {
    start: () => {
      if (files !== undefined) {
        use(files.keys);
        timer = setInterval(() => void lookNext(false), everyMs);
        timer.unref();
      }
      return Promise.resolve();
    },
    stop: () => {
      clearInterval(timer);
      return reading;
    },
    reread: () => lookNext(true),
  };
}
