// The operator's table of plans, which says which of them include Edge Sessions.

/** One plan. */
export interface Plan {
  readonly name: string;
  /** The name that people read. */
  readonly title: string;
  /** Whether it includes Edge Sessions. */
  readonly cacheableSessions: boolean;
}

/** The plans, and the one that new projects get. */
export interface PlanTable {
  readonly plans: readonly Plan[];
  readonly defaultPlan: string;
}

/**
 * The table that is used if the operator has no file of plans: Ory's plans, of which all but the free one include Edge
 * Sessions, under their current and earlier names, and a plan for self-hosting, which new projects get.
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

/** A plan by its name. A plan that is not in the table does not include Edge Sessions. */
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
