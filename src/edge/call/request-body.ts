// Takes a request's body before the request gets a place in a lane. So a client that sends slowly, or never finishes,
// holds only its own connection. The host decides how slow a body may be, and then ends it.
import { announcedBytes, isAsLongAsAnnounced } from "../../core/framing.ts";
import { giveUp, readBody, streamOf } from "./body.ts";
import type { ByteStream, EdgeRequest } from "../ports.ts";

/** A body to send on: bytes that the edge has read, or the client's own stream. */
export interface ForwardBody {
  /** Undefined for a request without a body. */
  readonly stream: ByteStream | undefined;
  /** The length that the client announced. Undefined if there is no body, or if it is sent in chunks. */
  readonly bytes: number | undefined;
}

/** The result of taking a request's body. */
export type TakenBody =
  | {
      /** The whole body is here, or the request has none. */
      readonly kind: "whole";
      readonly bytes: Uint8Array;
      readonly body: ForwardBody;
    }
  | {
      /** The body is longer than is read ahead. `body` has what was read, and streams the rest. */
      readonly kind: "large";
      readonly body: ForwardBody;
      /** Releases the rest if it is not sent on. */
      readonly drop: () => void;
    }
  | {
      /**
       * The body ended before it was complete: the client has left, sent something malformed, or was too slow. Nothing
       * may be sent.
       */
      readonly kind: "broken";
      readonly cause: unknown;
    };

const noBytes = new Uint8Array();

/**
 * Reads a request's body to its end, or until more than `bytesMax` bytes have arrived. It holds at most one chunk more
 * than that. Never rejects.
 */
export async function takeBody(request: EdgeRequest, bytesMax: number): Promise<TakenBody> {
  const announced = announcedBytes(request.headers);
  if (request.body === undefined) {
    return { kind: "whole", bytes: noBytes, body: { stream: undefined, bytes: announced } };
  }
  const { bytes, ending, rest, cause } = await readBody(request.body, bytesMax);
  switch (ending) {
    case "broken":
      return { kind: "broken", cause };
    case "large":
      return {
        kind: "large",
        body: { stream: streamOf(bytes, rest), bytes: announced },
        // Failures while the body is released do not matter.
        drop: () => void giveUp(rest).catch(() => undefined),
      };
    case "whole":
      if (!isAsLongAsAnnounced(announced, bytes.byteLength)) {
        return { kind: "broken", cause: new Error("the body is not as long as announced") };
      }
      // The client's framing is kept: a chunked body is sent on in chunks (L8).
      return { kind: "whole", bytes, body: { stream: streamOf(bytes), bytes: announced } };
    default:
      return ending satisfies never;
  }
}
