import type { DocumentNode } from 'graphql';

/**
 * What the typed client wants of the package `graphql`, as far as the page has it: the build prints the operations, so
 * that no browser has to load what prints them (web/printed-documents.ts).
 */
export const Kind = { OPERATION_DEFINITION: 'OperationDefinition' } as const;

/** The text of an operation that the build has printed. */
export const print = (document: DocumentNode): string => (document as DocumentNode & { readonly text: string }).text;
