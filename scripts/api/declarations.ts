// As much of a `.d.ts` file as the API reference has to understand: what a module exports, under which name, with its
// comment and its declaration as the compiler printed it. The compiler's output is regular, and that is leant on: each
// statement begins at the left margin, and the comment of one stands right above it.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** One name that a module exports. */
export interface Exported {
  readonly name: string;
  readonly kind: "function" | "class" | "interface" | "type" | "const";
  /** The TSDoc sentence or sentences; empty where there is none. */
  readonly comment: string;
  /** The declaration without `export` and `declare`; members keep their comments. */
  readonly text: string;
  /** Module that declares it, as a path to a `.d.ts` file. */
  readonly file: string;
}

interface Statement {
  readonly comment: string;
  readonly text: string;
}

/** Everything that a module exports, in the order of its file; re-exports are followed to what they name. */
export async function exportsOf(file: string): Promise<readonly Exported[]> {
  const found: Exported[] = [];
  for (const statement of statementsOf(await readFile(file, "utf8"))) {
    const { text } = statement;
    const list = /^export (?:type )?\{(.*)\} from "(.+)";$/su.exec(text);
    if (list !== null) {
      const [, names = "", from = ""] = list;
      const others = await exportsOf(join(dirname(file), from.replace(/\.[jt]s$/u, ".d.ts")));
      for (const given of names
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean)) {
        const [name = "", alias = name] = given.replace(/^type /u, "").split(" as ");
        const other = others.find((one) => one.name === name);
        if (other === undefined) throw new Error(`${file}: ${from} exports no ${name}`);
        found.push({ ...other, name: alias });
      }
      continue;
    }
    const declared =
      /^export (?:declare )?(?:abstract )?(function|class|interface|type|const) (\w+)/u.exec(text);
    if (declared === null) {
      if (text.startsWith("export") && text !== "export {};") {
        throw new Error(`${file}: the reference does not understand: ${text.split("\n")[0] ?? ""}`);
      }
      continue;
    }
    const [, kind = "", name = ""] = declared;
    found.push({
      name,
      kind: kindOf(kind),
      comment: statement.comment,
      text: text.replace(/^export (?:declare )?/u, "").replaceAll("    ", "  "),
      file,
    });
  }
  return found;
}

function kindOf(word: string): Exported["kind"] {
  switch (word) {
    case "function":
    case "class":
    case "interface":
    case "type":
      return word;
    default:
      return "const";
  }
}

/** Top-level statements with the comment above each. */
function statementsOf(source: string): readonly Statement[] {
  const statements: Statement[] = [];
  let comment = "";
  let lines: string[] = [];
  let commenting: string[] | undefined;
  for (const line of source.split("\n")) {
    if (commenting !== undefined || (lines.length === 0 && line.startsWith("/*"))) {
      commenting = [...(commenting ?? []), line];
      if (!line.includes("*/")) continue;
      comment = commentText(commenting.join("\n"));
      commenting = undefined;
      continue;
    }
    if (lines.length === 0 && (line === "" || line.startsWith("//"))) continue;
    lines.push(line);
    // A statement ends at the margin: with its closing brace, or on its only line.
    const ends =
      /^[})].*[;}]$|^\}$/u.test(line) ||
      (lines.length === 1 && /[;}]$/u.test(line)) ||
      (/^ .*;$/u.test(line) && !opens(lines));
    if (!ends) continue;
    statements.push({ comment, text: lines.join("\n") });
    lines = [];
    comment = "";
  }
  if (lines.length > 0) throw new Error(`a statement without an end: ${lines[0] ?? ""}`);
  return statements;
}

/** Whether a brace, bracket or parenthesis of the statement is still open, those in comments aside. */
function opens(lines: readonly string[]): boolean {
  const code = lines.join("\n").replaceAll(/\/\*.*?\*\//gsu, "");
  const count = (pattern: RegExp): number => code.match(pattern)?.length ?? 0;
  return count(/[{([]/gu) > count(/[})\]]/gu);
}

/** What a TSDoc comment says, without its frame. */
function commentText(comment: string): string {
  if (!comment.startsWith("/**")) return "";
  return comment
    .replace(/^\/\*\*/u, "")
    .replace(/\*\/$/u, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/u, "").trim())
    .join(" ")
    .trim();
}
