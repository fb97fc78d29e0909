// The options of tracing: where spans go, and how many are made.
import { optionHelp } from "../read/option-help.ts";
import { httpUrl, share } from "./option-types.ts";

/** Tracing by OpenTelemetry. Without an endpoint, nothing of it is loaded. */
export const tracingShape = {
  "otlp-endpoint": httpUrl().optional().register(optionHelp, {
    group: "Talk",
    placeholder: "URL",
    description:
      "Collector of OpenTelemetry that gets spans by OTLP over HTTP, at /v1/traces below this URL. The variable OTEL_EXPORTER_OTLP_HEADERS adds headers, such as a key. Without it, there is no tracing.",
    example: "http://127.0.0.1:4318",
    defaultText: "none",
  }),
  "otlp-sample-ratio": share().prefault("1").register(optionHelp, {
    group: "Talk",
    placeholder: "NUMBER",
    description:
      "Share of requests that are traced, from 0 to 1. If a client sends a traceparent, its own decision counts.",
    example: "0.05",
  }),
};
