// One connection through a link: a socket at each end and a lane in each direction.
import { connect, type Socket } from "node:net";
import type { Direction, End } from "./faults.ts";
import { Lane, type LaneScene, type Piece } from "./lane.ts";

/** Where a link leads. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** What a connection needs of its link. */
export interface ConnectionScene {
  readonly lanes: Readonly<Record<Direction, LaneScene>>;
  /** Where it connects to, asked when it does. */
  readonly target: () => Target;
  /** Whether the end that connects sends nothing until it has heard that the other end has accepted. */
  readonly handshake: boolean;
  /** Called once when both ends are closed. */
  readonly closed: (connection: Connection) => void;
}

const opposite = { from: "to", to: "from" } as const;

/** One connection. */
export class Connection {
  readonly #scene: ConnectionScene;
  readonly #sockets: Partial<Record<End, Socket>> = {};
  /** By the end that sends into it. */
  readonly #lanes: Readonly<Record<End, Lane>>;
  /** The only end that has not heard that the connection is gone. */
  #alive: End | undefined;

  private constructor(scene: ConnectionScene) {
    this.#scene = scene;
    this.#lanes = {
      from: this.#createLane("from", scene.lanes.forth),
      to: this.#createLane("to", scene.lanes.back),
    };
  }

  /** Takes a connection that the link has accepted, and connects it to the link's target when that is due. */
  static accept(scene: ConnectionScene, socket: Socket): Connection {
    const connection = new Connection(scene);
    // What it sends waits in its socket until the other end has accepted.
    if (scene.handshake) socket.pause();
    connection.#watch("from", socket);
    connection.#lanes.from.push("open");
    return connection;
  }

  /** Looks again at what waits, because the faults have changed. */
  pump(): void {
    for (const lane of Object.values(this.#lanes)) lane.pump();
  }

  /** Closes it without a word, as when the network is no longer needed. */
  destroy(): void {
    for (const lane of Object.values(this.#lanes)) lane.clear();
    for (const socket of Object.values(this.#sockets)) socket.destroy();
  }

  /** Resets it at both ends, now. */
  reset(): void {
    for (const lane of Object.values(this.#lanes)) lane.clear();
    for (const socket of Object.values(this.#sockets)) socket.resetAndDestroy();
  }

  /** Resets it at one end, and lets the other believe that it is open. One that has only one end yet stays. */
  sever(alive: End): void {
    const dead = opposite[alive];
    const socket = this.#sockets[dead];
    if (socket === undefined || this.#alive !== undefined) return;
    this.#alive = alive;
    this.#lanes[dead].clear();
    socket.resetAndDestroy();
  }

  #createLane(sender: End, scene: LaneScene): Lane {
    return new Lane(scene, {
      deliver: (piece) => this.#deliver(sender, piece),
      read: (on) => {
        const socket = this.#sockets[sender];
        if (on) socket?.resume();
        else socket?.pause();
      },
    });
  }

  #watch(end: End, socket: Socket): void {
    this.#sockets[end] = socket;
    const lane = this.#lanes[end];
    socket.setNoDelay(true);
    socket.on("data", (bytes) => {
      lane.push(bytes);
    });
    socket.on("end", () => {
      lane.push("end");
    });
    // Whatever failed, the other end has lost the connection.
    socket.on("error", () => {
      lane.push("reset");
    });
    const into = this.#lanes[opposite[end]];
    socket.on("drain", () => {
      into.drained();
    });
    socket.on("close", () => {
      into.drained();
      if (!Object.values(this.#sockets).every(({ closed }) => closed)) return;
      for (const each of Object.values(this.#lanes)) each.clear();
      this.#scene.closed(this);
    });
  }

  #deliver(sender: End, piece: Piece): "taken" | "full" | "gone" {
    if (this.#alive === sender) {
      // The first sign of life of that end is answered as by a machine that knows of no such connection.
      this.#sockets[sender]?.resetAndDestroy();
      return "gone";
    }
    if (piece === "open") {
      const socket = connect({ ...this.#scene.target(), allowHalfOpen: true });
      this.#watch("to", socket);
      if (this.#scene.handshake) {
        socket.once("connect", () => {
          this.#lanes.to.push("opened");
        });
      }
      return "taken";
    }
    const receiver = this.#sockets[opposite[sender]];
    if (receiver === undefined || receiver.destroyed) return "gone";
    if (piece === "opened") receiver.resume();
    else if (piece === "reset") receiver.resetAndDestroy();
    else if (piece === "end") receiver.end();
    else if (!receiver.write(piece)) return "full";
    return "taken";
  }
}
