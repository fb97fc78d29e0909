// The frames of SPOP, the protocol by which HAProxy asks agents (SPOE 1.2, section 3.2).
import { FrameFault, integerOctets, OctetReader, stringOctets, valueOctets } from "./octets.ts";
import type { TypedValue } from "./octets.ts";

/** Bytes of the longest frame that the agent takes. HAProxy's own limit is its buffer, of 16 KiB by default. */
export const frameBytesMax = 65_536;

/** The protocol wants at least this of both sides. */
export const frameBytesMin = 256;

/** Reasons to end a connection, with the numbers that the protocol gives them. */
const disconnectReasons = {
  normal: 0,
  timeout: 2,
  tooBig: 3,
  invalid: 4,
  version: 8,
  frameSize: 9,
  fragmented: 10,
} as const;

/** Why a connection ends. */
export type DisconnectReason = keyof typeof disconnectReasons;

/** What HAProxy sends. */
export type Frame =
  | {
      readonly kind: "hello";
      readonly versions: readonly string[];
      readonly frameBytesMax: number;
      readonly capabilities: readonly string[];
      readonly isHealthCheck: boolean;
    }
  | { readonly kind: "disconnect" }
  | ({ readonly kind: "notify"; readonly messages: readonly Message[] } & FrameId)
  | { readonly kind: "fragment" }
  | { readonly kind: "unknown" };

/** Which frame an acknowledgement is for. */
export interface FrameId {
  readonly streamId: number;
  readonly frameId: number;
}

/** A message with its arguments by name. */
export interface Message {
  readonly name: string;
  readonly args: ReadonlyMap<string, TypedValue>;
}

const helloType = 1;
const disconnectType = 2;
const notifyType = 3;
const agentHelloType = 101;
const agentDisconnectType = 102;
const ackType = 103;
/** FIN: the frame is whole. */
const isFinal = 1;

/** Reads a frame. Throws a `FrameFault` if it is not well-formed. */
export function readFrame(octets: Buffer): Frame {
  const reader = new OctetReader(octets);
  const type = reader.octet();
  const flags = reader.uint32();
  const streamId = reader.integer();
  const frameId = reader.integer();
  if ((flags & isFinal) === 0 || type === 0) return { kind: "fragment" };
  switch (type) {
    case helloType:
      return readHello(readPairs(reader));
    case disconnectType:
      return { kind: "disconnect" };
    case notifyType:
      return { kind: "notify", streamId, frameId, messages: readMessages(reader) };
    default:
      return { kind: "unknown" };
  }
}

function readHello(pairs: ReadonlyMap<string, TypedValue>): Frame {
  const versions = pairs.get("supported-versions");
  const bytesMax = pairs.get("max-frame-size");
  const capabilities = pairs.get("capabilities");
  if (typeof versions !== "string") throw new FrameFault("the hello names no version");
  if (typeof bytesMax !== "number") throw new FrameFault("the hello names no size of frames");
  return {
    kind: "hello",
    versions: split(versions),
    frameBytesMax: bytesMax,
    capabilities: typeof capabilities === "string" ? split(capabilities) : [],
    isHealthCheck: pairs.get("healthcheck") === true,
  };
}

function split(list: string): readonly string[] {
  return list.split(",").map((one) => one.trim());
}

function readPairs(reader: OctetReader): ReadonlyMap<string, TypedValue> {
  const pairs = new Map<string, TypedValue>();
  while (!reader.isAtEnd) pairs.set(reader.string(), reader.value());
  return pairs;
}

function readMessages(reader: OctetReader): readonly Message[] {
  const messages: Message[] = [];
  while (!reader.isAtEnd) {
    const name = reader.string();
    const args = new Map<string, TypedValue>();
    for (let left = reader.octet(); left > 0; left -= 1) args.set(reader.string(), reader.value());
    messages.push({ name, args });
  }
  return messages;
}

/** Octets of the answer to a hello. */
export function agentHello(bytesMax: number, capabilities: readonly string[]): Buffer {
  return frame(agentHelloType, { streamId: 0, frameId: 0 }, [
    pair("version", "2.0"),
    pair("max-frame-size", bytesMax),
    pair("capabilities", capabilities.join(",")),
  ]);
}

/** Octets of the last frame of a connection. */
export function agentDisconnect(reason: DisconnectReason): Buffer {
  return frame(agentDisconnectType, { streamId: 0, frameId: 0 }, [
    pair("status-code", disconnectReasons[reason]),
    pair("message", reason),
  ]);
}

/** Octets of an acknowledgement that sets variables of the transaction. */
export function acknowledgement(
  id: FrameId,
  variables: ReadonlyMap<string, string | number>,
): Buffer {
  const setVariable = Buffer.from([1, 3, 2]);
  return frame(
    ackType,
    id,
    [...variables].map(([name, value]) => Buffer.concat([setVariable, pair(name, value)])),
  );
}

function pair(name: string, value: string | number): Buffer {
  return Buffer.concat([stringOctets(name), valueOctets(value)]);
}

function frame(type: number, { streamId, frameId }: FrameId, payload: readonly Buffer[]): Buffer {
  const ids = [...integerOctets(streamId), ...integerOctets(frameId)];
  const head = Buffer.from([0, 0, 0, 0, type, 0, 0, 0, isFinal, ...ids]);
  const whole = Buffer.concat([head, ...payload]);
  whole.writeUInt32BE(whole.length - 4);
  return whole;
}
