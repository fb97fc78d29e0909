// The thread that calculates the map's model: one order, one answer.
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { modelOf, type ModelOrder } from "./model.ts";

const lessUrgent = 5;

// On Linux this is the priority of the calling thread alone. The process may answer checks on the same core.
if (process.platform === "linux") setPriority(lessUrgent);
const order: ModelOrder = workerData;
parentPort?.postMessage(modelOf(order), []);
