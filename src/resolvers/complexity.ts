/** What graphql-query-complexity hands to an estimator. */
interface Selected {
  readonly args: Readonly<Record<string, unknown>>;
  readonly childComplexity: number;
}

/** Longer lists are refused by the services, in words that say more. */
const LONGEST = 1000;

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);

/** Encoding a part, or grouping the whole window, is most of a search. */
export const searchComplexity = ({ args, childComplexity }: Selected): number =>
  100 +
  50 * (lengthOf(args['like']) + lengthOf(args['unlike'])) +
  (typeof args['distinct'] === 'string' ? 100 : 0) +
  childComplexity;

/** The whole window is found, read and counted. */
export const facetsComplexity = (selected: Selected): number => 100 + listComplexity('first', 20)(selected);

/** As many elements as ids. */
export const idsComplexity = ({ args, childComplexity }: Selected): number =>
  1 + Math.min(LONGEST, Math.max(1, lengthOf(args['ids']))) * Math.max(1, childComplexity);

/** Another search for each picture. */
export const similarComplexity = (selected: Selected): number => 50 + listComplexity('limit', 9)(selected);

/** A list costs what is selected of an element, times its length: the argument, or what is usual where it is not given. */
export const listComplexity =
  (argument: string, usual: number) =>
  ({ args, childComplexity }: Selected): number => {
    const length = args[argument];
    const elements = Math.min(LONGEST, Math.max(1, typeof length === 'number' ? length : usual));
    return 1 + elements * Math.max(1, childComplexity);
  };
