// The keys that are held of each project, and which project has most. Every question and change costs the same.

/** Counts keys by project. */
export class ProjectKeys {
  readonly #keys = new Map<string, Set<string>>();
  /** The projects with so many keys. */
  readonly #bySize = new Map<number, Set<string>>();
  #most = 0;

  /** How many keys a project has. */
  count(project: string): number {
    return this.#keys.get(project)?.size ?? 0;
  }

  /** The keys of a project. */
  of(project: string): readonly string[] {
    return [...(this.#keys.get(project) ?? [])];
  }

  /** A project that has as many as any. Undefined if there are no keys. */
  get largest(): string | undefined {
    const [project] = this.#bySize.get(this.#most) ?? [];
    return project;
  }

  add(project: string, key: string): void {
    const keys = this.#keys.get(project) ?? new Set();
    const before = keys.size;
    this.#keys.set(project, keys.add(key));
    this.#resize(project, before, keys.size);
  }

  delete(project: string, key: string): void {
    const keys = this.#keys.get(project);
    if (keys === undefined || !keys.delete(key)) return;
    if (keys.size === 0) this.#keys.delete(project);
    this.#resize(project, keys.size + 1, keys.size);
  }

  clear(): void {
    this.#keys.clear();
    this.#bySize.clear();
    this.#most = 0;
  }

  #resize(project: string, before: number, after: number): void {
    if (before === after) return;
    const left = this.#bySize.get(before);
    left?.delete(project);
    if (left?.size === 0) this.#bySize.delete(before);
    if (after > 0) {
      const joined = this.#bySize.get(after) ?? new Set();
      this.#bySize.set(after, joined.add(project));
    }
    // Sizes change by one, so the next smaller one is not far.
    if (after > this.#most) this.#most = after;
    else if (before === this.#most && !this.#bySize.has(before)) this.#most = after;
  }
}
