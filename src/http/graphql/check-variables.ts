import { type GraphQLSchema, getVariableValues, GraphQLError, type OperationDefinitionNode } from 'graphql';

/**
 * Refuses wrong variables before anything else looks at them. graphql-js by itself says up to fifty things that are wrong with them,
 * each with all of the value around it: for a few megabytes of nonsense that is more than there is memory.
 * @throws GraphQLError BAD_USER_INPUT saying the first thing that is wrong
 */
export function checkVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>> = {},
): void {
  const { errors: [first] = [] } = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 });
  if (first !== undefined) throw wrongInput(first);
}

/** Refuses an operation for what graphql-js says of its variables or arguments. */
export const wrongInput = ({ message, nodes }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
