import { type GraphQLError, Kind, type ValidationRule } from 'graphql';
import type { Limits } from '../../config/index.js';
import { limitExceeded } from './limit-exceeded.js';
import { measureDocument } from './selections.js';

/**
 * Refuses documents that are too deep, have too many aliases or fragments, or ask for too much of the schema, before they are
 * validated: to compare thousands of fields with one another takes longer than to run most operations.
 */
export function documentLimits(
  limits: Pick<Limits, 'queryDepth' | 'aliases' | 'fragments' | 'introspections'>,
): ValidationRule {
  return (context) => ({
    Document(document) {
      const { depth, aliases, introspections } = measureDocument(document);
      const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).length;
      const fault =
        beyond(depth, limits.queryDepth, `has depth ${depth}`, ' (MAX_QUERY_DEPTH). Select less deeply.') ??
        beyond(
          aliases,
          limits.aliases,
          `has aliases ${aliases}, fields selected again beside themselves counted`,
          ' (MAX_ALIASES). Send several operations.',
        ) ??
        beyond(
          fragments,
          limits.fragments,
          `has fragments ${fragments}`,
          ' (MAX_FRAGMENTS). Send several operations.',
        ) ??
        beyond(
          introspections,
          limits.introspections,
          `asks for the schema, aliases within it counted, ${introspections} times`,
          ' (MAX_INTROSPECTIONS). Send several operations.',
        );
      if (fault === undefined) return undefined;
      context.reportError(fault);
      // The other rules go on with this in its place.
      return { ...document, definitions: [] };
    },
  });
}

function beyond(value: number, most: number, what: string, remedy: string): GraphQLError | undefined {
  if (value <= most) return undefined;
  const message = `The operation ${what}; at most ${most} is accepted${remedy}`;
  return limitExceeded(message);
}
