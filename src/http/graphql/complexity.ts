import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  TypeInfo,
  ValidationContext,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import createComplexityRule, { fieldExtensionsEstimator, simpleEstimator } from 'graphql-query-complexity';
import { LeopardError } from '../../lib/errors.js';
import { operationError } from './operation-error.js';

/** Each field counts 1, `__typename` too, unless the schema says otherwise (`complexity` at a resolver). */
const ESTIMATORS = [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })];

/** Selections of an operation with its fragments written out; looking at more would take longer than running most operations. */
const SELECTIONS = 10_000;

/** An estimate of what an operation costs. */
export interface Complexity {
  readonly value: number;
  /** What is wrong with an argument: its field cannot run, and has not been counted. */
  readonly fault: GraphQLError | undefined;
}

/**
 * @param operationName null where the document has one operation
 * @throws GraphQLError LIMIT_EXCEEDED where there is more than can be looked at; whatever an estimator throws
 */
export function complexityOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
  variables: Record<string, unknown> = {},
): Complexity {
  let value = 0;
  const faults: GraphQLError[] = [];
  const types = new TypeInfo(schema);
  const context = new ValidationContext(schema, document, types, (fault) => faults.push(fault));
  const rule = createComplexityRule({
    estimators: ESTIMATORS,
    variables,
    operationName: operationName ?? undefined,
    maximumComplexity: Number.MAX_VALUE,
    maxQueryNodes: SELECTIONS,
    onComplete: (complexity) => (value = complexity),
  });
  try {
    visit(document, visitWithTypeInfo(types, rule(context)));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const message = `The operation has more than ${SELECTIONS} selections, fragments written out. Ask for fewer fields.`;
    throw operationError(new LeopardError('LIMIT_EXCEEDED', message));
  }
  return { value, fault: faults[0] };
}
