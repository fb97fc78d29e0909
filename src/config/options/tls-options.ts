// The options with which a listener speaks TLS itself, and what must hold between them.
import { optionHelp } from "../read/option-help.ts";
import { filePath } from "./option-types.ts";
import type { CrossRule } from "../read/resolve.ts";

const reread = "Both files are read again when they change, and on SIGHUP.";

function certificateFile(group: string, who: string, keyOption: string, example: string) {
  return filePath()
    .optional()
    .register(optionHelp, {
      group,
      placeholder: "FILE",
      description: `Certificate with which ${who} speaks TLS (PEM, followed by the intermediate certificates). Needs --${keyOption}. ${reread}`,
      example,
      defaultText: "none: plain HTTP",
    });
}

function keyFile(group: string, certificateOption: string, example: string) {
  return filePath()
    .optional()
    .register(optionHelp, {
      group,
      placeholder: "FILE",
      description: `Private key of --${certificateOption} (PEM, RSA or ECDSA, without a passphrase).`,
      example,
      defaultText: "none",
    });
}

const whereGroup = "Where";

/** Those of an edge's listeners. */
export const edgeTlsShape = {
  "tls-cert": certificateFile(whereGroup, "--listen", "tls-key", "/tls/tls.crt"),
  "tls-key": keyFile(whereGroup, "tls-cert", "/tls/tls.key"),
  "admin-tls-cert": certificateFile(
    whereGroup,
    "--admin-listen",
    "admin-tls-key",
    "/tls/admin.crt",
  ),
  "admin-tls-key": keyFile(whereGroup, "admin-tls-cert", "/tls/admin.key"),
};

const controlGroup = "Control plane";

/** Those of the control plane's listener. */
export const controlTlsShape = {
  "control-tls-cert": certificateFile(
    controlGroup,
    "--control-listen",
    "control-tls-key",
    "/tls/control.crt",
  ),
  "control-tls-key": keyFile(controlGroup, "control-tls-cert", "/tls/control.key"),
};

type TlsOption = keyof typeof edgeTlsShape | keyof typeof controlTlsShape;

/** A certificate and its key are given together. */
function together<Option extends TlsOption>(
  certificate: Option,
  key: Option,
): CrossRule<Readonly<Record<Option, string | undefined>>> {
  return (options) => {
    const given = [options[certificate], options[key]];
    if (given.every((path) => path === undefined) || !given.includes(undefined)) return undefined;
    const [has, lacks] = given[0] === undefined ? [key, certificate] : [certificate, key];
    return {
      where: `--${has}`,
      what: `needs --${lacks}`,
      example: `--${lacks} /tls/tls.${lacks === key ? "key" : "crt"}`,
    };
  };
}

/** What must hold between the TLS options of an edge. */
export const edgeTlsRules = [
  together<keyof typeof edgeTlsShape>("tls-cert", "tls-key"),
  together<keyof typeof edgeTlsShape>("admin-tls-cert", "admin-tls-key"),
];

/** What must hold between the TLS options of the control plane. */
export const controlTlsRules = [
  together<keyof typeof controlTlsShape>("control-tls-cert", "control-tls-key"),
];
