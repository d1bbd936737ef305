import { fileURLToPath } from 'node:url';
import { type DocumentNode, Kind, print } from 'graphql';
import type { Plugin } from 'vite';

const GENERATED = /\/codegen\/client\/generated\/graphql\.ts$/;
const DOCUMENT = /= (\{"kind":"Document".*\}) as unknown as DocumentNode/g;

/** An operation as text, and its name; src/data/printed.ts reads it. */
function printed(json: string): string {
  const document = JSON.parse(json) as DocumentNode;
  const definitions = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [{ kind: definition.kind, name: definition.name }] : [],
  );
  return JSON.stringify({ kind: document.kind, definitions, text: print(document) });
}

/** Prints the typed client's operations when the page is built: as trees, and with what prints them, they are 9 kB. */
export const printedDocuments = (): Plugin => ({
  name: 'printed-documents',
  enforce: 'pre',
  config: () => ({
    resolve: {
      alias: [{ find: /^graphql$/, replacement: fileURLToPath(new URL('src/data/printed.ts', import.meta.url)) }],
    },
  }),
  transform: {
    filter: { id: GENERATED },
    handler: (source) => ({
      code: source.replace(DOCUMENT, (_, json: string) => `= ${printed(json)} as unknown as DocumentNode`),
      map: null,
    }),
  },
});
