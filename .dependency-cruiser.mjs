/**
 * Which folder may know which; `npm run lint` refuses the rest. Arrows go down:
 *
 *     main → cli → lifecycle → app → http → resolvers → schema
 *                           └→ services.ts
 *     all of these → evaluation → search → collection, reranker
 *     these → encoder, storage, access → image-files → config (types alone), lib
 *
 * An import of a type counts like any other: who reads a file has to read what it names.
 */
const SERVICES = '^src/services/';

/** Files in `from` may import nothing in `to`: regular expressions for paths, `$1` what the first one caught. */
const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: typeof from === 'string' ? { path: from } : from,
  to: typeof to === 'string' ? { path: to } : to,
});

export default {
  forbidden: [
    forbid('no-circle', 'Put what both need into a file below them.', {}, { circular: true }),
    forbid('lib', 'src/lib knows nothing else of this project.', '^src/lib/', '^src/(?!lib/)'),
    forbid('config', 'Settings know no part of the server.', '^src/config/', '^src/(?!(config|lib)/)'),
    forbid(
      'services',
      'Services know no GraphQL, no HTTP, no command line.',
      SERVICES,
      '^src/(?!(services|lib|config)/)|^node_modules/(express|graphql|type-graphql|@apollo)/',
    ),
    forbid(
      'services-environment',
      'A service is given what it uses; of the settings it knows the types alone.',
      SERVICES,
      { path: '^src/config/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'image-files',
      'What a picture file is stands below all that uses pictures.',
      `${SERVICES}image-files/`,
      `${SERVICES}(?!image-files/)`,
    ),
    forbid(
      'encoder',
      'The encoder knows nobody who uses it.',
      `${SERVICES}encoder/`,
      `${SERVICES}(?!(encoder|image-files)/)`,
    ),
    forbid('access', 'Keys know nothing of pictures.', `${SERVICES}access/`, `${SERVICES}(?!(access|storage)/)`),
    forbid(
      'storage',
      'Storage knows nobody who uses it; what makes vectors comparable, it takes from the encoder.',
      `${SERVICES}storage/`,
      `${SERVICES}(?!(storage|image-files)/|encoder/(types|identity)\\.ts$)`,
    ),
    forbid(
      'collection-and-reranker',
      'Neither knows who searches or measures, nor the other.',
      `${SERVICES}(collection|reranker)/`,
      `${SERVICES}(?!($1|encoder|storage|access|image-files)/)`,
    ),
    forbid('search', 'Search knows nobody who uses it.', `${SERVICES}search/`, `${SERVICES}(evaluation/|status\\.ts)`),
    forbid(
      'schema',
      'GraphQL types know no resolver and no request.',
      '^src/schema/',
      '^src/(?!(schema|services|lib)/)',
    ),
    forbid(
      'resolvers',
      'Resolvers know no HTTP.',
      '^src/resolvers/',
      '^src/(?!(resolvers|schema|services|lib|config)/)',
    ),
    forbid(
      'http',
      'HTTP knows neither the command line nor how the server is put together.',
      '^src/http/',
      '^src/(?!(http|resolvers|schema|services|lib|config)/)',
    ),
    forbid(
      'composition',
      'The list of services knows nobody who answers with them.',
      '^src/services\\.ts$',
      '^src/(?!(services|lib|config)/)',
    ),
    forbid(
      'demo',
      'What the demo is made of knows models, and nothing above them.',
      '^src/demo/',
      '^src/(?!(demo|lib|services/encoder|services/image-files)/)',
    ),
    forbid(
      'top',
      'Commands, and what the demo is made of, are for commands alone.',
      '^src/(?!(cli|demo)/|main\\.ts$)',
      '^src/(cli|demo)/',
    ),
    forbid('shipped', 'What is shipped knows no test and no tool.', '^src/', '^(tests|bench|tools)/'),
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'dist', 'codegen/client'] },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
