// The certificate of a listener: what of its files is refused, and how a running server follows them.
import { createPrivateKey } from "node:crypto";
import { mkdtemp, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { tlsWarning } from "../../src/config/files/tls-files.ts";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import { edgeRules } from "../../src/config/options/edge-rules.ts";
import { resolveOptions } from "../../src/config/read/resolve.ts";
import { followCertificates, openCertificates } from "../../src/server/certificate.ts";
import {
  makeLoopbackCertificate,
  type LoopbackCertificate,
} from "../harness/loopback-certificate.ts";

const dayMs = 86_400_000;
let pair: LoopbackCertificate;
let other: LoopbackCertificate;
beforeAll(() => {
  const untilMs = Date.now() + 90 * dayMs;
  pair = makeLoopbackCertificate({ untilMs });
  other = makeLoopbackCertificate({ untilMs });
});

/** A folder with a certificate and its key, for the running test. */
async function folderWith(certificate: string, privateKey: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-tls-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "tls.crt"), certificate);
  await writeFile(join(folder, "tls.key"), privateKey);
  return folder;
}

async function openIn(folder: string) {
  const options = { "tls-cert": join(folder, "tls.crt"), "tls-key": join(folder, "tls.key") };
  return openCertificates(options, ["public"]);
}

/** What is wrong with these files, by the option. */
async function problemsOf(certificate: string, privateKey: string): Promise<readonly string[]> {
  const opened = await openIn(await folderWith(certificate, privateKey));
  if (opened.kind === "opened") return [];
  return opened.problems.map(({ where, what }) => `${where.split(" ")[0]} ${what}`);
}

test("A certificate with its key is taken: ECDSA and RSA, alone, with a chain, and both from one file.", async () => {
  const rsa = makeLoopbackCertificate({ key: "rsa" });
  const both = pair.privateKey + pair.certificate;
  for (const [certificate, key] of [
    [pair.certificate, pair.privateKey],
    [rsa.certificate, rsa.privateKey],
    [pair.certificate + other.certificate, pair.privateKey],
    [both, both],
  ] as const) {
    expect(await problemsOf(certificate, key)).toEqual([]);
  }
});

test("What cannot be used is refused, and the reason is said without the file's text.", async () => {
  const { certificate, privateKey } = pair;
  const key = createPrivateKey(privateKey);
  const locked = { format: "pem", cipher: "aes-256-cbc", passphrase: "secret" } as const;
  const passphrase = expect.stringMatching(/^--tls-key is protected by a passphrase/u);
  const inPart = "holds a certificate that cannot be read; it may have been written in part";
  const cases: readonly (readonly [string, string, readonly unknown[]])[] = [
    ["", privateKey, [expect.stringMatching(/^--tls-cert must hold a certificate in PEM form/u)]],
    [privateKey, privateKey, ["--tls-cert holds a private key and no certificate"]],
    [certificate, "", [expect.stringMatching(/^--tls-key must hold a private key in PEM form/u)]],
    [certificate, key.export({ type: "pkcs8", ...locked }).toString(), [passphrase]],
    [certificate, key.export({ type: "sec1", ...locked }).toString(), [passphrase]],
    [
      certificate.slice(0, certificate.length / 2),
      privateKey.slice(0, privateKey.length / 2),
      [
        `--tls-cert ${inPart}`,
        "--tls-key holds a private key that cannot be read; it may have been written in part",
      ],
    ],
    [certificate + other.certificate.slice(0, 200), privateKey, [`--tls-cert ${inPart}`]],
    [
      certificate,
      other.privateKey,
      [expect.stringMatching(/^--tls-key is not the key of the certificate in --tls-cert /u)],
    ],
    [
      other.certificate + certificate,
      privateKey,
      [expect.stringMatching(/^--tls-key is the key of certificate 2 in .* must be the first/u)],
    ],
  ];
  for (const [certificateText, keyText, problems] of cases) {
    const found = await problemsOf(certificateText, keyText);
    expect(found).toEqual(problems);
    expect(found.join()).not.toContain(privateKey.slice(40, 60));
  }
});

test("Files that are missing are all named at once, each with its option.", async () => {
  const missing = join(tmpdir(), "edge-sessions-no-such-folder");
  const opened = await openCertificates(
    {
      "tls-cert": `${missing}/a`,
      "tls-key": `${missing}/b`,
      "admin-tls-cert": `${missing}/c`,
      "admin-tls-key": `${missing}/d`,
    },
    ["public", "admin"],
  );
  expect(opened).toMatchObject({
    problems: ["--tls-cert", "--tls-key", "--admin-tls-cert", "--admin-tls-key"].map((flag) => ({
      where: expect.stringContaining(`${flag} ${missing}`),
      what: "cannot be read: there is no such file",
    })),
  });
});

test("A certificate without a key is refused, and a key without a certificate.", async () => {
  const argv = ["--origin", "https://kratos.example", "--tls-cert=a.crt", "--admin-tls-key=b.key"];
  const resolved = await resolveOptions(edgeOptions, edgeRules, argv, {});
  expect(resolved).toMatchObject({
    problems: [
      { where: "--tls-cert", what: "needs --tls-key" },
      { where: "--admin-tls-key", what: "needs --admin-tls-cert" },
    ],
  });
});

test.each([
  [15 * dayMs, undefined],
  [14 * dayMs, "the certificate expires in 14 days, at "],
  [dayMs, "the certificate expires in 1 day, at "],
  [1, "the certificate expires in less than a day, at "],
  [0, "the certificate expired at "],
])("A certificate that expires in %i ms is warned of: %s", (leftMs, warning) => {
  const nowMs = Date.UTC(2026, 0, 1);
  const found = tlsWarning({ validFromMs: 0, expiresAtMs: nowMs + leftMs }, nowMs);
  expect(found?.slice(0, warning?.length)).toBe(warning);
});

test("A certificate that is not valid yet is warned of.", () => {
  expect(tlsWarning({ validFromMs: 5, expiresAtMs: 9 }, 4)).toContain("is not valid before");
});

/** Follows the certificate of a folder. Each log line can be awaited. */
async function follow(folder: string, wallMs: () => number = Date.now) {
  const opened = await openIn(folder);
  const [certificate] = opened.kind === "opened" ? opened.certificates : [];
  if (certificate === undefined) throw new Error("the certificate was refused");
  const used: string[] = [];
  certificate.onReplaced((files) => used.push(files.certificate));
  const lines: string[] = [];
  const log = (level: string) => (about: object, text?: string) => {
    lines.push(`${level}: ${text ?? ""}${JSON.stringify(about).includes("PRIVATE") ? "!" : ""}`);
  };
  const following = followCertificates([certificate], {
    log: { info: log("info"), warn: log("warn"), error: log("error") } as never,
    wallMs,
    failed: (error) => lines.push(`failed: ${String(error)}`),
    everyMs: 2,
  });
  onTestFinished(() => following.stop(0).then(() => undefined));
  await following.start();
  return { used, lines, following, certificate };
}

const replaced = "info: the certificate was replaced; new connections get the new one";
const problems = "error: the certificate's files have problems; the certificate is unchanged";

test("Files that are written one after the other are taken when they belong together, and the old pair is kept until then.", async () => {
  const folder = await folderWith(pair.certificate, pair.privateKey);
  const { used, lines, certificate } = await follow(folder);
  await writeFile(join(folder, "tls.crt"), other.certificate);
  await expect.poll(() => lines).toEqual([problems]);
  expect([used, certificate.files.certificate]).toEqual([[], pair.certificate]);
  await writeFile(join(folder, "tls.key"), other.privateKey);
  await expect.poll(() => lines).toContain(replaced);
  expect(used).toEqual([other.certificate]);
  expect(certificate.files.privateKey).toBe(other.privateKey);
});

test("Files that are renamed into place, and a link that is swapped above them as Kubernetes does it, are noticed.", async () => {
  const mount = await mkdtemp(join(tmpdir(), "edge-sessions-tls-"));
  onTestFinished(() => rm(mount, { recursive: true }));
  const write = async (name: string, { certificate, privateKey }: LoopbackCertificate) => {
    await mkdir(join(mount, name));
    await writeFile(join(mount, name, "tls.crt"), certificate);
    await writeFile(join(mount, name, "tls.key"), privateKey);
  };
  await write("..one", pair);
  await write("..two", other);
  await symlink("..one", join(mount, "..data"));
  await symlink("..data/tls.crt", join(mount, "tls.crt"));
  await symlink("..data/tls.key", join(mount, "tls.key"));
  const { used, lines } = await follow(mount);
  await symlink("..two", join(mount, "..data_tmp"));
  await rename(join(mount, "..data_tmp"), join(mount, "..data"));
  await expect.poll(() => used).toEqual([other.certificate]);
  await writeFile(join(mount, "next.key"), pair.privateKey);
  await writeFile(join(mount, "next.crt"), pair.certificate);
  await rename(join(mount, "next.key"), join(mount, "tls.key"));
  await rename(join(mount, "next.crt"), join(mount, "tls.crt"));
  await expect.poll(() => used).toEqual([other.certificate, pair.certificate]);
  expect(lines.filter((line) => line === replaced)).toHaveLength(2);
});

test("Problems are logged once and not at every reading, and a request to read says how it went.", async () => {
  const folder = await folderWith(pair.certificate, pair.privateKey);
  const { lines, following } = await follow(folder);
  await following.reread();
  expect(lines).toEqual(["info: the certificate was read again and is unchanged"]);
  await rm(join(folder, "tls.key"));
  await expect.poll(() => lines.length).toBe(2);
  const seen = lines.length;
  await following.reread();
  await following.reread();
  expect(lines.slice(seen)).toEqual([problems, problems]);
});

test("A certificate that expires soon is warned of at the start, once a day, and no longer once it is renewed.", async () => {
  const soon = makeLoopbackCertificate({ untilMs: Date.now() + 10 * dayMs });
  const folder = await folderWith(soon.certificate, soon.privateKey);
  let nowMs = Date.now();
  const { lines, used } = await follow(folder, () => nowMs);
  const warnings = () => lines.filter((line) => line.startsWith("warn: the certificate expires"));
  expect(warnings()).toHaveLength(1);
  nowMs += dayMs;
  await expect.poll(() => warnings()).toHaveLength(2);
  // Another one that expires soon is warned of at once.
  const alsoSoon = makeLoopbackCertificate({ untilMs: Date.now() + 5 * dayMs });
  await writeFile(join(folder, "tls.key"), alsoSoon.privateKey);
  await writeFile(join(folder, "tls.crt"), alsoSoon.certificate);
  await expect.poll(() => warnings()).toHaveLength(3);
  const renewed = makeLoopbackCertificate({ untilMs: Date.now() + 90 * dayMs });
  await writeFile(join(folder, "tls.key"), renewed.privateKey);
  await writeFile(join(folder, "tls.crt"), renewed.certificate);
  await expect.poll(() => used).toEqual([alsoSoon.certificate, renewed.certificate]);
  nowMs += dayMs;
  await expect.poll(() => lines.at(-1)).toBe(replaced);
  expect(warnings()).toHaveLength(3);
});
