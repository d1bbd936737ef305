/** What graphql-query-complexity hands to an estimator. */
interface Selected {
  readonly args: Readonly<Record<string, unknown>>;
  readonly childComplexity: number;
}

/** A list costs what is selected of an element, times its length: the argument, or what is usual where it is not given. */
export const listComplexity =
  (argument: string, usual: number) =>
  ({ args, childComplexity }: Selected): number => {
    const length = args[argument];
    return 1 + Math.max(1, typeof length === 'number' ? length : usual) * Math.max(1, childComplexity);
  };
