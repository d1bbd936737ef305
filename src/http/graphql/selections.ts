import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** How large an operation is, with its fragments written out. */
export interface OperationSize {
  /** Nesting of fields; introspection is not counted. */
  readonly depth: number;
  /**
   * Aliases on the way through the operation, those of introspection and of each expansion of a fragment included. A field that is
   * selected again beside itself counts as one: to compare them all is as much work.
   */
  readonly aliases: number;
  /** How often the schema is asked for, each alias within such a question included. */
  readonly introspections: number;
}

const EMPTY: OperationSize = { depth: 0, aliases: 0, introspections: 0 };

/** Fields of every query that answer with the schema (GraphQL specification, section 4.2). */
const SCHEMA_FIELDS: ReadonlySet<string> = new Set(['__schema', '__type']);

const largest = (a: OperationSize, b: OperationSize): OperationSize => ({
  depth: Math.max(a.depth, b.depth),
  aliases: Math.max(a.aliases, b.aliases),
  introspections: Math.max(a.introspections, b.introspections),
});

/**
 * The size of the largest operation or fragment of a document, which need not be valid. Each fragment is measured once, so that
 * fragments within fragments cost nothing; one within itself is measured as empty, and is for validation to refuse.
 */
export function measureDocument(document: DocumentNode): OperationSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, OperationSize>();

  const ofFragment = (name: string): OperationSize => {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, EMPTY);
    const size = ofSelections(fragments.get(name)?.selectionSet);
    measured.set(name, size);
    return size;
  };
  const ofSelections = (selections: SelectionSetNode | undefined, beside = new Set<string>()): OperationSize => {
    let { depth, aliases, introspections } = EMPTY;
    for (const selection of selections?.selections ?? []) {
      const inner = ofSelection(selection, beside);
      depth = Math.max(depth, inner.depth);
      aliases += inner.aliases;
      introspections += inner.introspections;
    }
    return { depth, aliases, introspections };
  };
  /** @param beside names in the answer of the fields before it at the same place */
  const ofSelection = (selection: SelectionNode, beside: Set<string>): OperationSize => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return ofSelections(selection.selectionSet, beside);
    const inner = ofSelections(selection.selectionSet);
    const name = (selection.alias ?? selection.name).value;
    const aliases = inner.aliases + (selection.alias !== undefined || beside.has(name) ? 1 : 0);
    beside.add(name);
    const introspection = SCHEMA_FIELDS.has(selection.name.value);
    return {
      depth: selection.name.value.startsWith('__') ? 0 : 1 + inner.depth,
      aliases,
      introspections: introspection ? 1 + inner.aliases : inner.introspections,
    };
  };
  return document.definitions
    .map((definition) => {
      if (definition.kind === Kind.OPERATION_DEFINITION) return ofSelections(definition.selectionSet);
      if (definition.kind !== Kind.FRAGMENT_DEFINITION) return EMPTY;
      // How deep it is, is known where it is used: introspection may be deeper.
      return { ...ofFragment(definition.name.value), depth: 0 };
    })
    .reduce(largest, EMPTY);
}
