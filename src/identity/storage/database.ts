// One SQLite file (or memory) with a handful of tables; each row holds one document as JSON beside the
// columns it is found by. Enough for development, and sessions survive a restart.

import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

/** Opens or makes the database. */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS identity (id TEXT PRIMARY KEY, document TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS identifier (value TEXT PRIMARY KEY, identity TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS identifier_identity ON identifier (identity);
    CREATE TABLE IF NOT EXISTS session (
      number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, token TEXT UNIQUE NOT NULL,
      logout_token TEXT UNIQUE NOT NULL, identity TEXT NOT NULL, document TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS session_identity ON session (identity);
    CREATE TABLE IF NOT EXISTS flow (
      number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, document TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS mail (
      number INTEGER PRIMARY KEY AUTOINCREMENT, recipient TEXT NOT NULL, document TEXT NOT NULL);
  `);
  return database;
}

/** A random secret that is made once and kept in the file, so that cookies survive a restart. */
export function keptSecret(database: DatabaseSync, name: string): Buffer {
  const fresh = randomBytes(32).toString("base64url");
  database.prepare("INSERT OR IGNORE INTO secret (name, value) VALUES (?, ?)").run(name, fresh);
  const row = database.prepare("SELECT value FROM secret WHERE name = ?").get(name);
  return Buffer.from(String(row?.["value"]), "base64url");
}
