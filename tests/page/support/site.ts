import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
import type {} from '../../support/quickstart.js';
import { type Site, type SiteOptions, startSite } from './leopard-process.js';

export type { Site } from './leopard-process.js';

export interface SiteContents extends Pick<SiteOptions, 'environment'> {
  /** No pictures, not even the quickstart's. */
  readonly empty?: boolean;
}

/** A server with the quickstart's pictures, or with none. */
export const openSite = (options: SiteContents = {}): Promise<Site> =>
  startSite({ data: options.empty ? undefined : inject('catalogueData'), environment: options.environment });

/** File names of the newest pictures that the server has. */
export async function storedNames(site: Site): Promise<(string | null)[]> {
  const answer = await site.graphql('{ images(first: 100) { edges { node { fileName } } } }');
  const { data } = answer as { data: { images: { edges: { node: { fileName: string | null } }[] } } };
  return data.images.edges.map(({ node }) => node.fileName);
}

/** The leopard of the quickstart's theme pictures, as a file to upload. */
export function leopardPicture(): { name: string; mimeType: string; buffer: Buffer } {
  const folder = path.join(inject('catalogueData'), 'quickstart', 'catalogue', 'themes');
  const name = readdirSync(folder).find((file) => file.startsWith('leopard-1'));
  if (name === undefined) throw new Error(`No leopard in ${folder}`);
  return { name, mimeType: 'image/jpeg', buffer: readFileSync(path.join(folder, name)) };
}
