// Options of processes that send endings to subscribers.
import { optionHelp } from "../read/option-help.ts";
import { addressRanges, filePath } from "./option-types.ts";

const group = "Subscribers";

/** Where subscribers may be. */
export const subscriberNetworksShape = {
  "subscriber-networks": addressRanges().prefault([]).register(optionHelp, {
    group,
    placeholder: "CIDR,…",
    description:
      "Addresses inside the network that web hooks and CAEP events may be sent to: loopback, private and other addresses that are not on the internet. Only a loopback address may have http://. Clouds' metadata addresses are refused in any case.",
    example: "10.20.0.0/16,127.0.0.1",
    defaultText: "none",
  }),
};

/** Subscribers of an edge without a control plane. */
export const subscriberFileShape = {
  "subscriber-file": filePath().optional().register(optionHelp, {
    group,
    placeholder: "FILE",
    description:
      "File with the subscribers that get the endings which this edge has noticed itself (YAML or JSON: a list named subscribers). It is read again on SIGHUP. With a control plane, subscribers are set by the project API.",
    example: "subscribers.yaml",
    defaultText: "none",
  }),
};
