// The option for the systems that may send security event tokens. Edges and control planes have it.
import { optionHelp } from "../read/option-help.ts";
import { filePath } from "./option-types.ts";

/** The option by its name. */
export const transmitterShape = {
  "caep-transmitter-file": filePath().optional().register(optionHelp, {
    group: "Where",
    placeholder: "FILE",
    description:
      "File with the transmitters: the systems that may send security event tokens to /hooks/caep (YAML or JSON: a list named transmitters, each with issuer, audience, jwks_url or jwks_file, and optionally project).",
    example: "transmitters.yaml",
    defaultText: "none",
  }),
};
