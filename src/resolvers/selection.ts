import {
  getDirectiveValues,
  type GraphQLResolveInfo,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
} from 'graphql';
import type { SelectionNode, SelectionSetNode } from 'graphql';

/**
 * Whether a field of the API is selected of what is resolved: `{ __typename }` asks for nothing that costs.
 * @param names those that are meant; left out: any
 */
export function selectsFields(info: GraphQLResolveInfo, names?: readonly string[]): boolean {
  const { fieldNodes, fragments, variableValues } = info;
  const isMeant = (name: string) => names?.includes(name) ?? !name.startsWith('__');
  const left = (node: SelectionNode): boolean =>
    getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.['if'] !== false;
  const inSet = (set: SelectionSetNode | undefined): boolean =>
    (set?.selections ?? []).some((node) => {
      if (!left(node)) return false;
      if (node.kind === Kind.FIELD) return isMeant(node.name.value);
      return inSet(node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments[node.name.value]?.selectionSet);
    });
  return fieldNodes.some(({ selectionSet }) => inSet(selectionSet));
}
