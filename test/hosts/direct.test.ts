// The Node host keeps the host contract on direct connections too.
import { describeHost } from "./host-contract.ts";
import { start } from "./direct-start.ts";

describeHost("direct connections", start, new URL("direct-start.ts", import.meta.url).href);
