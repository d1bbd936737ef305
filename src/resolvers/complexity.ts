/** What graphql-query-complexity hands to an estimator. */
interface Selected {
  readonly args: Readonly<Record<string, unknown>>;
  readonly childComplexity: number;
}

/** Longer lists are refused by the services, in words that say more. */
const LONGEST = 1000;

/** A list costs what is selected of an element, times its length: the argument, or what is usual where it is not given. */
export const listComplexity =
  (argument: string, usual: number) =>
  ({ args, childComplexity }: Selected): number => {
    const length = args[argument];
    const elements = Math.min(LONGEST, Math.max(1, typeof length === 'number' ? length : usual));
    return 1 + elements * Math.max(1, childComplexity);
  };
