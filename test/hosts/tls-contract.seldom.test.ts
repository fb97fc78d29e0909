// The Node host keeps the host contract over TLS as without it, with and without direct connections.
import { describe } from "vitest";
import { describeEndings } from "./ending-contract.ts";
import { describeFailures } from "./failure-contract.ts";
import { describeHost } from "./host-contract.ts";
import { describeRefusals } from "./refusal-contract.ts";
import { start, startDirect } from "./tls-start.ts";
import { describeTranslation } from "./translation-contract.ts";

describeHost("TLS", start, new URL("tls-start.ts", import.meta.url).href);

// Requests with a body are none of theirs. So what the contract says of bodies is tested with node:http alone.
describe("the host contract on direct connections over TLS", () => {
  describeTranslation(startDirect);
  describeRefusals(startDirect);
  describeEndings(startDirect);
  describeFailures(startDirect);
});
