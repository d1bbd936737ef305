/** The right of one task to go on, in the order in which the tasks were listed. */
export interface Admission {
  /** Resolves when every earlier task has released its own. */
  readonly admitted: Promise<void>;
  /** Safe to call twice, and before it is admitted. */
  release(): void;
}

/** Admits one task after the other. Those for which `ordered` is false have no admission, and nobody waits for them. */
export function admitInOrder(ordered: readonly boolean[]): (Admission | undefined)[] {
  let end: Promise<unknown> = Promise.resolve();
  return ordered.map((waits) => {
    if (!waits) return undefined;
    const before = end;
    let release = () => undefined as void;
    const released = new Promise<void>((resolve) => (release = resolve));
    end = Promise.all([before, released]);
    return { admitted: before.then(() => undefined), release };
  });
}
