import type { Platform, ProductionTree } from './production-tree.js';

export interface ProjectManifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** What the checkout alone needs. */
const OF_THE_CHECKOUT = ['private', 'files', 'devDependencies', 'overrides', 'scripts'];

/**
 * package.json of the package. Everything that runs anywhere is in the package (`bundleDependencies`), in the versions
 * that were tested; npm fetches the parts that are made for one platform.
 */
export function packageManifest(
  project: ProjectManifest,
  { native }: ProductionTree,
  versions: Readonly<Record<string, string>>,
  platforms: readonly Platform[],
): object {
  const kept = Object.entries(project).filter(([field]) => !OF_THE_CHECKOUT.includes(field));
  return {
    ...Object.fromEntries(kept),
    os: [...new Set(platforms.map(({ os }) => os))],
    cpu: [...new Set(platforms.map(({ cpu }) => cpu))],
    scripts: { postinstall: 'node keep-own-platform.mjs' },
    dependencies: versions,
    optionalDependencies: native,
    bundleDependencies: Object.keys(versions),
  };
}
