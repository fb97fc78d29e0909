// What `createEdge` throws if its options are wrong.

/** Thrown if the options are wrong. Lists all problems at once. */
export class EdgeOptionsError extends TypeError {
  /** One sentence per problem. Each begins with the option's name. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `createEdge: ${problems.length === 1 ? "1 problem" : `${problems.length} problems`}\n${problems.map((one) => `  ${one}`).join("\n")}`,
    );
    this.name = "EdgeOptionsError";
    this.problems = problems;
  }
}
