// Objects as the text of a YAML file.
import { stringify } from "yaml";

/** The text: a comment of whole lines, then the value. */
export function yamlText(comment: readonly string[], value: object): string {
  return comment.map((line) => `# ${line}\n`).join("") + yamlBody(value);
}

/** Several objects in one file. */
export function yamlDocumentsText(comment: readonly string[], values: readonly object[]): string {
  return comment.map((line) => `# ${line}\n`).join("") + values.map(yamlBody).join("---\n");
}

function yamlBody(value: object): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
