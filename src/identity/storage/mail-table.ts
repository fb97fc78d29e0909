// The outbox. Nothing is ever delivered; tests and people read the codes here.

import type { DatabaseSync } from "node:sqlite";
import type { Mail } from "../model.ts";
import { documentsOf } from "./document.ts";

/** How many mails are kept. */
const mailsMax = 10_000;

/** Access to the stored mails. */
export interface MailTable {
  /** Oldest first. */
  list(): Mail[];
  /** Newest first, of one recipient. */
  to(recipient: string): Mail[];
  put(mail: Mail): void;
}

/** The table over an open database. */
export function mailTable(database: DatabaseSync): MailTable {
  const list = database.prepare("SELECT document FROM mail ORDER BY number LIMIT ?");
  const to = database.prepare(
    "SELECT document FROM mail WHERE recipient = ? ORDER BY number DESC LIMIT 250",
  );
  const put = database.prepare("INSERT INTO mail (recipient, document) VALUES (?, ?)");
  const drop = database.prepare(
    "DELETE FROM mail WHERE number <= (SELECT max(number) FROM mail) - ?",
  );
  return {
    list: () => documentsOf(list.all(mailsMax)) as Mail[],
    to: (recipient) => documentsOf(to.all(recipient)) as Mail[],
    put: (mail) => {
      put.run(mail.to, JSON.stringify(mail));
      drop.run(mailsMax);
    },
  };
}
