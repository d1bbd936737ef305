/** Where somebody stands in a line. */
export interface Place {
  /** Resolves when all who stand before have left. */
  readonly reached: Promise<void>;
  /** Safe to call twice, and before it is reached. */
  leave(): void;
}

/** A line of all for whom `stands` is true; the others have no place, and nobody waits for them. */
export function queueUp(stands: readonly boolean[]): (Place | undefined)[] {
  let end: Promise<unknown> = Promise.resolve();
  return stands.map((stand) => {
    if (!stand) return undefined;
    const before = end;
    let leave = () => undefined as void;
    const left = new Promise<void>((resolve) => (leave = resolve));
    end = Promise.all([before, left]);
    return { reached: before.then(() => undefined), leave };
  });
}
