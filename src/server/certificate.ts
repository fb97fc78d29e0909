// The certificate of a listener while it runs: read at the start, and again when its files have changed. Files are looked
// at by their content and not watched, because editors and cert-manager replace them, and Kubernetes swaps a link above them.
import {
  readTlsFiles,
  tlsWarning,
  type TlsFileNames,
  type TlsFiles,
} from "../config/files/tls-files.ts";
import type { Problem } from "../config/read/problem.ts";
import type { Part } from "./parts.ts";
import type { Logger } from "pino";

/** The listeners that can speak TLS. */
export type TlsListener = "public" | "admin" | "control";

/** The certificate of a listener, in use. */
export class Certificate {
  readonly listener: TlsListener;
  readonly #names: TlsFileNames;
  #files: TlsFiles;
  #use: ((files: TlsFiles) => void) | undefined;
  #reading: Promise<unknown> = Promise.resolve();

  constructor(listener: TlsListener, names: TlsFileNames, files: TlsFiles) {
    this.listener = listener;
    this.#names = names;
    this.#files = files;
  }

  /** What is in use now. */
  get files(): TlsFiles {
    return this.#files;
  }

  /** Calls this function with each later certificate. */
  onReplaced(use: (files: TlsFiles) => void): void {
    this.#use = use;
  }

  /** Reads the files again. If something is wrong with them, the certificate stays as it was. */
  reread(): Promise<Reread> {
    // Reads run one after the other, so that the last files read are the latest.
    const next = this.#reading.then(() => this.#reread());
    this.#reading = Promise.allSettled([next]);
    return next;
  }

  async #reread(): Promise<Reread> {
    const read = await readTlsFiles(this.#names);
    if (read.kind === "problems") return read;
    const { files } = read;
    const { certificate, privateKey } = this.#files;
    if (files.certificate === certificate && files.privateKey === privateKey) {
      return { kind: "unchanged" };
    }
    this.#use?.(files);
    this.#files = files;
    return { kind: "replaced" };
  }
}

/** What came of reading the files again. */
type Reread =
  | { readonly kind: "unchanged" }
  | { readonly kind: "replaced" }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

/** The certificates of a process, or what is wrong with their files. */
export type OpenedCertificates =
  | { readonly kind: "opened"; readonly certificates: readonly Certificate[] }
  | { readonly kind: "problems"; readonly problems: readonly Problem[] };

/** The options of a listener's certificate, by the listener. */
const flags = {
  public: ["tls-cert", "tls-key"],
  admin: ["admin-tls-cert", "admin-tls-key"],
  control: ["control-tls-cert", "control-tls-key"],
} as const satisfies Readonly<Record<TlsListener, readonly [string, string]>>;

type TlsOptions = Partial<
  Readonly<Record<(typeof flags)[TlsListener][number], string | undefined>>
>;

/** Opens the certificates of these listeners. A listener whose options name none is left out. */
export async function openCertificates(
  options: TlsOptions,
  listeners: readonly TlsListener[],
): Promise<OpenedCertificates> {
  const problems: Problem[] = [];
  const certificates: Certificate[] = [];
  for (const listener of listeners) {
    const [certificateOption, keyOption] = flags[listener];
    const certificatePath = options[certificateOption];
    const keyPath = options[keyOption];
    if (certificatePath === undefined || keyPath === undefined) continue;
    const names = {
      certificateFlag: `--${certificateOption}`,
      certificatePath,
      keyFlag: `--${keyOption}`,
      keyPath,
    };
    const read = await readTlsFiles(names);
    if (read.kind === "problems") problems.push(...read.problems);
    else certificates.push(new Certificate(listener, names, read.files));
  }
  return problems.length > 0 ? { kind: "problems", problems } : { kind: "opened", certificates };
}

/** The certificate of a listener. Undefined if it speaks plain HTTP. */
export function certificateOf(
  certificates: readonly Certificate[],
  listener: TlsListener,
): Certificate | undefined {
  return certificates.find((certificate) => certificate.listener === listener);
}

/** The following of certificates by a running server. */
export interface FollowedCertificates extends Part {
  /** Reads the files now, and logs the result. */
  reread(): Promise<void>;
}

/** How often the files are read. */
const readEveryMs = 5_000;
/** How often a certificate that ends soon is warned of. */
const warnEveryMs = 86_400_000;

/** What following needs. */
export interface FollowParts {
  readonly log: Pick<Logger, "info" | "warn" | "error">;
  readonly wallMs: () => number;
  /** Called if a certificate that was read could not be used. */
  readonly failed: (error: unknown) => void;
  /** How often the files are read, in milliseconds. */
  readonly everyMs?: number;
}

/** Follows the files of certificates: takes what can be used, logs what cannot, and warns before one expires. */
export function followCertificates(
  certificates: readonly Certificate[],
  { log, wallMs, failed, everyMs = readEveryMs }: FollowParts,
): FollowedCertificates {
  let timer: NodeJS.Timeout | undefined;
  /** What was logged last of each listener's files, so that it is not logged at every reading. */
  const logged = new Map<TlsListener, string>();
  const warnedAtMs = new Map<TlsListener, number>();
  const warn = ({ listener, files }: Certificate): void => {
    const nowMs = wallMs();
    const warning = tlsWarning(files, nowMs);
    const beforeMs = warnedAtMs.get(listener) ?? Number.NEGATIVE_INFINITY;
    if (warning === undefined || nowMs - beforeMs < warnEveryMs) return;
    warnedAtMs.set(listener, nowMs);
    log.warn({ listener, expiresAt: new Date(files.expiresAtMs).toISOString() }, warning);
  };
  const look = async (certificate: Certificate, asked: boolean): Promise<void> => {
    const { listener } = certificate;
    const read = await certificate.reread();
    if (read.kind === "problems") {
      const text = JSON.stringify(read.problems);
      if (!asked && logged.get(listener) === text) return;
      logged.set(listener, text);
      log.error(
        { listener, problems: read.problems },
        "the certificate's files have problems; the certificate is unchanged",
      );
      return;
    }
    logged.delete(listener);
    if (read.kind === "replaced") warnedAtMs.delete(listener);
    if (read.kind === "replaced" || asked) {
      const { names, expiresAtMs } = certificate.files;
      const expiresAt = new Date(expiresAtMs).toISOString();
      const what =
        read.kind === "replaced"
          ? "the certificate was replaced; new connections get the new one"
          : "the certificate was read again and is unchanged";
      log.info({ listener, names, expiresAt }, what);
    }
    warn(certificate);
  };
  const lookAtAll = async (asked: boolean): Promise<void> => {
    for (const certificate of certificates) {
      try {
        await look(certificate, asked);
      } catch (error) {
        failed(error);
      }
    }
  };
  return {
    start: () => {
      for (const certificate of certificates) warn(certificate);
      if (certificates.length > 0) {
        timer = setInterval(() => void lookAtAll(false), everyMs);
        timer.unref();
      }
      return Promise.resolve();
    },
    stop: () => {
      clearInterval(timer);
      return Promise.resolve();
    },
    reread: () => lookAtAll(true),
  };
}
