// The thread that calculates the map's model: one order, one answer.
import { parentPort, workerData } from "node:worker_threads";
import { modelOf, type ModelOrder } from "./model.ts";

const order: ModelOrder = workerData;
parentPort?.postMessage(modelOf(order), []);
