// Entries as the store gives them out: what they say is read from the store when it is asked for.
import type { CredentialDigest } from "../core/credential.ts";
import type { Entry, EntryFacts } from "../core/entry.ts";
import type { HeadTemplate } from "../core/stored-head.ts";
import { flags, numbers, words, type NumberField } from "./records.ts";
import type { ChangingField, Shelf } from "./shelf.ts";

/**
 * An entry of the store. It must be read before the store holds another entry in its place: any later reading throws,
 * so that nobody is ever given another session's answer (L1). `kept` gives one that may be read later.
 */
export class StoredEntry implements Entry {
  readonly #shelf: Shelf;
  readonly #slot: number;
  readonly version: number;

  constructor(shelf: Shelf, slot: number) {
    this.#shelf = shelf;
    this.#slot = slot;
    this.version = shelf.version(slot);
  }

  get key(): string {
    return this.#shelf.texts.key(this.#held());
  }

  get project(): string {
    return this.#shelf.project(this.#held());
  }

  get credentials(): readonly CredentialDigest[] {
    return this.#shelf.texts.credentials(this.#held());
  }

  get origin(): string | undefined {
    return this.#shelf.texts.text(this.#held(), "origin");
  }

  get sessionId(): string | undefined {
    return this.#shelf.texts.text(this.#held(), "session");
  }

  get identityId(): string | undefined {
    return this.#shelf.texts.text(this.#held(), "identity");
  }

  get status(): 200 | 401 {
    return this.#shelf.records.has(this.#held(), flags.anonymous) ? 401 : 200;
  }

  get begunAtMs(): number {
    return this.#number(numbers.begunAtMs);
  }

  get endsAtMs(): number {
    return this.#number(numbers.endsAtMs);
  }

  get expiresAtWallMs(): number {
    return this.#number(numbers.expiresAtWallMs);
  }

  get hintMs(): number | undefined {
    const hintMs = this.#number(numbers.hintMs);
    return Number.isNaN(hintMs) ? undefined : hintMs;
  }

  get template(): HeadTemplate {
    return this.#shelf.template(this.#held());
  }

  get date(): string {
    return this.#shelf.date(this.#held());
  }

  get bodyBytes(): number {
    return this.#shelf.records.word(this.#held(), words.bodyBytes);
  }

  get body(): Uint8Array {
    return this.#shelf.bodies.array(this.#held());
  }

  get verdicts(): string {
    return this.#shelf.bodies.verdicts(this.#held());
  }

  get renew(): boolean {
    return this.#shelf.records.has(this.#held(), flags.renew);
  }

  get refreshSpread(): number {
    return this.#number(numbers.refreshSpread);
  }

  get lastCallAtMs(): number {
    return this.#number(numbers.lastCallAtMs);
  }

  set lastCallAtMs(atMs: number) {
    this.#setNumber(numbers.lastCallAtMs, atMs);
  }

  get lastForegroundAtMs(): number {
    return this.#number(numbers.lastForegroundAtMs);
  }

  set lastForegroundAtMs(atMs: number) {
    this.#setNumber(numbers.lastForegroundAtMs, atMs);
  }

  get renewUntilMs(): number {
    return this.#number(numbers.renewUntilMs);
  }

  set renewUntilMs(untilMs: number) {
    this.#setNumber(numbers.renewUntilMs, untilMs);
  }

  get servedUntilMs(): number {
    return this.#number(numbers.servedUntilMs);
  }

  set servedUntilMs(untilMs: number) {
    this.#setNumber(numbers.servedUntilMs, untilMs);
  }

  copyBody(target: Uint8Array, at: number): number {
    return this.#shelf.bodies.copy(this.#held(), target, at);
  }

  hasKey(key: string): boolean {
    return this.#shelf.texts.isKey(this.#held(), key);
  }

  kept(): Entry {
    return new KeptEntry(this.#shelf, this.#held(), this);
  }

  #number(field: NumberField): number {
    return this.#shelf.records.number(this.#held(), field);
  }

  #setNumber(field: NumberField, value: number): void {
    this.#shelf.records.setNumber(this.#held(), field, value);
  }

  /** The slot, if it still holds this entry. */
  #held(): number {
    if (this.#shelf.version(this.#slot) !== this.version) throw goneError();
    return this.#slot;
  }
}

/**
 * An entry of the store that may be read at any time. Once the store holds another one in its place, it says what it
 * last said, but its body is gone.
 */
class KeptEntry implements Entry {
  readonly version: number;
  readonly key: string;
  readonly project: string;
  readonly credentials: readonly CredentialDigest[];
  readonly origin: string | undefined;
  readonly sessionId: string | undefined;
  readonly identityId: string | undefined;
  readonly status: 200 | 401;
  readonly begunAtMs: number;
  readonly endsAtMs: number;
  readonly expiresAtWallMs: number;
  readonly hintMs: number | undefined;
  readonly template: HeadTemplate;
  readonly date: string;
  readonly bodyBytes: number;
  readonly verdicts: string;
  readonly renew: boolean;
  readonly refreshSpread: number;
  readonly #shelf: Shelf;
  readonly #slot: number;
  /** What the changing fields were when the store last held this entry. */
  readonly #last: Record<ChangingField, number>;

  constructor(shelf: Shelf, slot: number, facts: EntryFacts) {
    this.#shelf = shelf;
    this.#slot = slot;
    this.version = facts.version;
    this.key = facts.key;
    this.project = facts.project;
    this.credentials = facts.credentials;
    this.origin = facts.origin;
    this.sessionId = facts.sessionId;
    this.identityId = facts.identityId;
    this.status = facts.status;
    this.begunAtMs = facts.begunAtMs;
    this.endsAtMs = facts.endsAtMs;
    this.expiresAtWallMs = facts.expiresAtWallMs;
    this.hintMs = facts.hintMs;
    this.template = facts.template;
    this.date = facts.date;
    this.bodyBytes = facts.bodyBytes;
    this.verdicts = facts.verdicts;
    this.renew = facts.renew;
    this.refreshSpread = facts.refreshSpread;
    const { lastCallAtMs, lastForegroundAtMs, renewUntilMs, servedUntilMs } = facts;
    this.#last = { lastCallAtMs, lastForegroundAtMs, renewUntilMs, servedUntilMs };
  }

  get body(): Uint8Array {
    return this.#shelf.bodies.array(this.#heldSlot());
  }

  get lastCallAtMs(): number {
    return this.#read("lastCallAtMs");
  }

  set lastCallAtMs(atMs: number) {
    this.#write("lastCallAtMs", atMs);
  }

  get lastForegroundAtMs(): number {
    return this.#read("lastForegroundAtMs");
  }

  set lastForegroundAtMs(atMs: number) {
    this.#write("lastForegroundAtMs", atMs);
  }

  get renewUntilMs(): number {
    return this.#read("renewUntilMs");
  }

  set renewUntilMs(untilMs: number) {
    this.#write("renewUntilMs", untilMs);
  }

  get servedUntilMs(): number {
    return this.#read("servedUntilMs");
  }

  set servedUntilMs(untilMs: number) {
    this.#write("servedUntilMs", untilMs);
  }

  copyBody(target: Uint8Array, at: number): number {
    return this.#shelf.bodies.copy(this.#heldSlot(), target, at);
  }

  hasKey(key: string): boolean {
    return key === this.key;
  }

  kept(): Entry {
    return this;
  }

  #read(field: ChangingField): number {
    if (this.#isHeld()) this.#last[field] = this.#shelf.records.number(this.#slot, numbers[field]);
    return this.#last[field];
  }

  #write(field: ChangingField, value: number): void {
    this.#last[field] = value;
    if (this.#isHeld()) this.#shelf.records.setNumber(this.#slot, numbers[field], value);
  }

  #isHeld(): boolean {
    return this.#shelf.version(this.#slot) === this.version;
  }

  #heldSlot(): number {
    if (!this.#isHeld()) throw goneError();
    return this.#slot;
  }
}

function goneError(): Error {
  return new Error("the store holds another entry in its place");
}
