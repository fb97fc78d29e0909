// The shared bus of one process against the contract.
import { createInProcessMedium } from "../../src/bus/shared-in-process.ts";
import { newId } from "../../src/runtime/node.ts";
import { sharedBusContract } from "./shared-bus-contract.ts";

sharedBusContract("in process", async () => {
  const medium = createInProcessMedium(newId);
  return {
    connect: (region) => medium.connect(region),
    truncate: async (region, through) => medium.truncate(region, through),
    close: () => Promise.resolve(),
  };
});
