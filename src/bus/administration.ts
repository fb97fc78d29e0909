// What operators can do with a bus, whatever its medium: check it, make it, and remove a region.

/** What an operator may choose. What is undefined is only checked for its least value, and made with its default. */
export interface StreamChoices {
  /** The number of servers that hold a log. */
  readonly replicas?: number | undefined;
  /** How long a log keeps messages, in milliseconds. */
  readonly retentionMs?: number | undefined;
  /** The size of a log in bytes. */
  readonly maxBytes?: number | undefined;
}

/** The regions that are checked or made, and what the operator chose for their logs. */
export interface BusPlan extends StreamChoices {
  readonly regions: readonly string[];
}

/** One way in which a bus is not as it must be. */
export interface BusDifference {
  /** Which part of the bus, such as a stream with its domain. */
  readonly where: string;
  /** The member of its configuration. */
  readonly what: string;
  readonly is: string;
  readonly shouldBe: string;
  /** What to do about it: a sentence. */
  readonly fix: string;
}

/** What was made or changed, and what could not be. */
export interface BusSetUp {
  readonly done: readonly { readonly where: string; readonly what: "created" | "changed" }[];
  readonly left: readonly BusDifference[];
}

/**
 * What operators can do with a bus. Each of these connects and disconnects. It rejects with a `BusRefusal` if it is not
 * permitted or a newer version made the bus, and with another error if the bus cannot be reached.
 */
export interface BusAdministration {
  /** Compares the bus with what it must be. Changes nothing. */
  check(plan: BusPlan): Promise<readonly BusDifference[]>;
  /** Makes what is missing, and changes what differs. */
  create(plan: BusPlan): Promise<BusSetUp>;
  /**
   * Removes a region: members no longer wait for it, unless it is heard again. This is written in the log of another
   * region, `at`.
   */
  removeRegion(region: string, at: string): Promise<void>;
}
