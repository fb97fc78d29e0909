// A process with a whole edge alone in it, so that what it holds in memory can be told from what its client and its
// origin hold. Arguments: the origin's URL, and "on" or "off" for the feature. Tells its URL first, and its peak of
// resident bytes whenever it is asked.
import { startEdge } from "../harness/edge-under-test.ts";
import { answerMeasuring } from "../harness/measured-process.ts";

const [, , origin = "", feature] = process.argv;

const { url } = await startEdge({ origin, settings: { cacheableSessions: feature === "on" } });
answerMeasuring(url);
