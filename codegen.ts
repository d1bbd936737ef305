import type { CodegenConfig } from '@graphql-codegen/cli';

/** The typed client: one typed document for each common operation, from the committed schema. */
const config: CodegenConfig = {
  schema: 'codegen/schema.graphql',
  documents: 'codegen/client/operations/*.graphql',
  importExtension: '.js',
  generates: {
    'codegen/client/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false, persistedDocuments: false },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        scalars: {
          ID: 'string',
          Upload: 'Blob',
          DateTime: 'string',
          JSON: 'unknown',
          JSONObject: 'Record<string, unknown>',
        },
      },
    },
  },
};

export default config;
