import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** How large an operation is, with its fragments written out. */
export interface OperationSize {
  /** Nesting of fields; introspection is not counted. */
  readonly depth: number;
  /** Aliases on the way through the operation, those of introspection and of each expansion of a fragment included. */
  readonly aliases: number;
}

const EMPTY: OperationSize = { depth: 0, aliases: 0 };

/**
 * Depth and aliases of a validated operation: its fragments have no cycles. Each fragment is measured once, so that
 * fragments within fragments cost nothing.
 */
export function measureOperation(document: DocumentNode, operation: OperationDefinitionNode): OperationSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, OperationSize>();

  const ofFragment = (name: string): OperationSize => {
    const known = measured.get(name);
    if (known) return known;
    const size = ofSelections(fragments.get(name)?.selectionSet);
    measured.set(name, size);
    return size;
  };
  const ofSelections = (selections: SelectionSetNode | undefined): OperationSize => {
    let { depth, aliases } = EMPTY;
    for (const selection of selections?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        const inner = ofSelections(selection.selectionSet);
        if (!selection.name.value.startsWith('__')) depth = Math.max(depth, 1 + inner.depth);
        aliases += inner.aliases + (selection.alias ? 1 : 0);
        continue;
      }
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT
          ? ofSelections(selection.selectionSet)
          : ofFragment(selection.name.value);
      depth = Math.max(depth, inner.depth);
      aliases += inner.aliases;
    }
    return { depth, aliases };
  };
  return ofSelections(operation.selectionSet);
}
