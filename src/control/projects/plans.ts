// The operator's table of plans, and whether the plan of a project includes Edge Sessions.

/** One plan. */
export interface Plan {
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** Whether projects on it may turn Edge Sessions on. */
  readonly cacheableSessions: boolean;
}

/** The plans, and the one that new projects get. */
export interface PlanTable {
  readonly plans: readonly Plan[];
  readonly defaultPlan: string;
}

/**
 * The table without a file of the operator's: Ory's plans as its pricing has them (not on the free one, on all paid ones,
 * the earlier names included), and one for those who run everything themselves, which new projects get.
 */
export const builtInPlans: PlanTable = {
  plans: [
    { name: "self-hosted", title: "Self-hosted", cacheableSessions: true },
    { name: "developer", title: "Developer", cacheableSessions: false },
    { name: "production", title: "Production", cacheableSessions: true },
    { name: "growth", title: "Growth", cacheableSessions: true },
    { name: "enterprise", title: "Enterprise", cacheableSessions: true },
    { name: "essential", title: "Essential (earlier)", cacheableSessions: true },
    { name: "start-up", title: "Start-up (earlier)", cacheableSessions: true },
    { name: "business", title: "Business (earlier)", cacheableSessions: true },
  ],
  defaultPlan: "self-hosted",
};

/** A plan by name; one that the table lacks may use nothing. */
export function planOf(table: PlanTable, name: string): Plan {
  return (
    table.plans.find((plan) => plan.name === name) ?? {
      name,
      title: `${name} (not in the table)`,
      cacheableSessions: false,
    }
  );
}

/** Whether the plan of a project includes Edge Sessions. */
export function isEntitled(project: { readonly plan: string }, table: PlanTable): boolean {
  return planOf(table, project.plan).cacheableSessions;
}
