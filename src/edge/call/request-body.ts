// A request's body, taken before its request gets a place towards the origin: a client that sends slowly, or never to the
// end, holds its own connection and nothing else. How long it may dawdle is the host's to say, which ends the body then.
import { announcedBytes, isAsLongAsAnnounced } from "../../core/framing.ts";
import { giveUp, readBody, streamOf } from "./body.ts";
import type { ByteStream, EdgeRequest } from "../ports.ts";

/** A body to send on: bytes that the edge has read, or the client's own stream. */
export interface ForwardBody {
  /** Undefined for a request without a body. */
  readonly stream: ByteStream | undefined;
  /** The length that the client gave; undefined for none, and where the body is sent in chunks. */
  readonly bytes: number | undefined;
}

/** What came of taking a request's body. */
export type TakenBody =
  | {
      /** All of it is there, or the request has none. */
      readonly kind: "whole";
      readonly bytes: Uint8Array;
      readonly body: ForwardBody;
    }
  | {
      /** It goes on beyond what is read ahead: `body` has that and streams the rest. */
      readonly kind: "large";
      readonly body: ForwardBody;
      /** Lets go of the rest, where it is not sent on. */
      readonly drop: () => void;
    }
  | {
      /** It ended before it was complete: its client has left, sent something malformed, or was too slow. Nothing may be sent. */
      readonly kind: "broken";
      readonly cause: unknown;
    };

const noBytes = new Uint8Array();

/**
 * Reads a request's body to its end, or until more than `bytesMax` bytes of it are there: those and at most one chunk
 * more are held. Never rejects.
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
        // A client that fails while its body is let go of has nothing more to tell.
        drop: () => void giveUp(rest).catch(() => undefined),
      };
    case "whole":
      if (!isAsLongAsAnnounced(announced, bytes.byteLength)) {
        return { kind: "broken", cause: new Error("the body is not as long as announced") };
      }
      // The client's own framing is kept: what came in chunks goes on in chunks (L8).
      return { kind: "whole", bytes, body: { stream: streamOf(bytes), bytes: announced } };
    default:
      return ending satisfies never;
  }
}
