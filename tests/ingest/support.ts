import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leopardHere } from '../support/command-line-here.js';
import { send } from '../support/graphql.js';
import { startTestServer, temporaryFolder } from '../support/server.js';

export interface Report {
  readonly total: number;
  readonly stored: number;
  readonly rejected: readonly { readonly file: string; readonly code: string; readonly message: string }[];
  readonly leftOut: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

interface Listed {
  images: { edges: { node: { id: string; fileName: string; metadata: Record<string, unknown> } }[] };
}

/** A server, and a folder for what is ingested through it by `leopard ingest`. */
export async function ingestingServer() {
  const { dataFolder, endpoint, stop } = await startTestServer({ stopWithTest: false });
  const folder = await temporaryFolder();
  const at = (...parts: string[]) => join(folder.path, ...parts);
  return {
    endpoint,
    at,
    async ingest(...parameters: string[]) {
      const report = at('report.json');
      const outcome = await leopardHere('ingest', ...parameters, '--data-folder', dataFolder, '--report', report);
      const written = await readFile(report, 'utf8').catch(() => '{}');
      return { ...outcome, report: JSON.parse(written) as Report };
    },
    /** Metadata of all pictures by name. */
    async stored(): Promise<Record<string, Record<string, unknown>>> {
      const { data } = await send<Listed>(endpoint, '{ images(first: 100) { edges { node { fileName metadata } } } }');
      return Object.fromEntries(data?.images.edges.map(({ node }) => [node.fileName, node.metadata]) ?? []);
    },
    async deleteAll(): Promise<void> {
      const { data } = await send<Listed>(
        endpoint,
        '{ images(first: 100) { edges { node { id fileName metadata } } } }',
      );
      const ids = data?.images.edges.map(({ node }) => node.id);
      await send(endpoint, 'mutation ($ids: [ID!]!) { deleteImages(ids: $ids) { deleted } }', { ids });
    },
    async close(): Promise<void> {
      await stop();
      await folder.remove();
    },
  };
}
