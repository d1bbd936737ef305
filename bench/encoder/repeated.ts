const PROCESSES = 5;

/** A process of its own each time, one after the other. */
export async function repeated<T>(action: () => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (let round = 0; round < PROCESSES; round++) answers.push(await action());
  return answers;
}
