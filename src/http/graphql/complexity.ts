import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  TypeInfo,
  ValidationContext,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import createComplexityRule, { fieldExtensionsEstimator, simpleEstimator } from 'graphql-query-complexity';
import { LRUCache } from 'lru-cache';
import { limitExceeded } from './limit-exceeded.js';
import { variablesKey } from './variables-key.js';

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

/** Estimates that are kept of one operation. */
const KEPT = 16;

/**
 * Estimates operations. Frontends send the same operation again and again: an estimate is kept for as long as Apollo keeps the parsed
 * document, by what can change it. That is the variables without their texts: an estimator sees numbers, lengths of lists and what is
 * missing, and looks into no text.
 */
export class ComplexityEstimator {
  private readonly kept = new WeakMap<OperationDefinitionNode, LRUCache<string, Complexity>>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** @throws GraphQLError LIMIT_EXCEEDED where there is more than can be looked at; whatever an estimator throws */
  estimate(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables = {}): Complexity {
    const key = variablesKey(variables);
    if (key === undefined) return complexityOf(this.schema, document, operation, variables);
    const known = this.kept.get(operation)?.get(key);
    if (known !== undefined) return known;
    const complexity = complexityOf(this.schema, document, operation, variables);
    const kept = this.kept.get(operation) ?? new LRUCache({ max: KEPT });
    this.kept.set(operation, kept.set(key, complexity));
    return complexity;
  }
}

type Variables = Readonly<Record<string, unknown>>;

function complexityOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): Complexity {
  let value = 0;
  const faults: GraphQLError[] = [];
  const types = new TypeInfo(schema);
  const context = new ValidationContext(schema, document, types, (fault) => faults.push(fault));
  const rule = createComplexityRule({
    estimators: ESTIMATORS,
    variables,
    operationName: operation.name?.value,
    maximumComplexity: Number.MAX_VALUE,
    maxQueryNodes: SELECTIONS,
    onComplete: (complexity) => (value = complexity),
  });
  try {
    visit(document, visitWithTypeInfo(types, rule(context)));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const message = `The operation has more than ${SELECTIONS} selections, fragments written out. Ask for fewer fields.`;
    throw limitExceeded(message);
  }
  return { value, fault: faults[0] };
}
