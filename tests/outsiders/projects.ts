/** One project of somebody else: what it installs from the registry, and which program it has. */
export interface OutsideProject {
  readonly program: string;
  readonly packages: readonly string[];
  /** The packed typed client as well. */
  readonly typedClient?: true;
  /** Generates types from the running server before it compiles, as docs/clients.md says. */
  readonly generates?: true;
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
}

export const PROJECTS: readonly OutsideProject[] = [
  {
    program: 'apollo',
    packages: ['@apollo/client@4', 'apollo-upload-client@19', 'rxjs@7', 'graphql@16'],
    compilerOptions: { allowJs: true, maxNodeModuleJsDepth: 10, skipLibCheck: true },
  },
  { program: 'urql', packages: ['@urql/core@6', 'graphql@16'], compilerOptions: { skipLibCheck: true } },
  {
    program: 'graphql-request',
    packages: ['graphql-request@7', 'graphql@16'],
    compilerOptions: { skipLibCheck: true },
  },
  { program: 'fetch', packages: [] },
  {
    program: 'typed-client',
    typedClient: true,
    packages: ['graphql@17', '@graphql-typed-document-node/core@3'],
    compilerOptions: { exactOptionalPropertyTypes: true },
  },
  {
    program: 'generated',
    generates: true,
    packages: [
      'graphql-request@7',
      'graphql@16',
      '@graphql-codegen/cli@7.4.3',
      '@graphql-codegen/client-preset@6.2.0',
      '@graphql-typed-document-node/core@3',
    ],
    compilerOptions: { skipLibCheck: true },
  },
];
