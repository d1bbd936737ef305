import { randomUUID } from 'node:crypto';
import type { StorageConfig } from '../../config/index.js';
import { SetupError } from '../../lib/errors.js';
import { postgresPlace, type PostgresSettings } from './database/postgres/address.js';
import { lockFolder } from './database/sqlite/folder-lock.js';
import type { Storage } from './open.js';
import type { Database, Objects } from './types/index.js';

/** The object that says whose prefix it is. */
const MARKER = 'deployment';

/** Whether several servers may share the collection. */
export const isShared = ({ databaseUrl }: Pick<StorageConfig, 'databaseUrl'>): boolean => databaseUrl !== undefined;

export interface SharedOptions {
  /** Make the tables where there are none. */
  readonly create: boolean;
  /** Bring older tables to this version. */
  readonly migrate: boolean;
  /** Take DATA_FOLDER for caches: a server does, what only reads or changes records does not. */
  readonly caches?: boolean | undefined;
}

/**
 * Opens what several servers share. Database and object prefix carry the id of one deployment.
 * @throws SetupError OBJECT_STORE_FOREIGN, DATA_FOLDER_LOCKED, and what `openPostgres` and the object store throw
 */
export async function openShared(config: StorageConfig, options: SharedOptions): Promise<Storage> {
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const part of opened.splice(0).reverse()) await part.close();
  };
  try {
    const lock = options.caches === true ? await lockFolder(config.dataFolder) : undefined;
    if (lock !== undefined) opened.push({ close: () => lock.release() });
    // Loaded only where they are asked for: they take 0.3 s and 25 MB.
    const { openPostgres } = await import('./database/postgres/open.js');
    const settings = postgresSettings(config);
    const database = await openPostgres(settings, options);
    opened.push(database);
    const objects = await openObjects(config);
    opened.push(objects);
    const deployment = await oneDeployment(database, objects, config);
    return {
      ...{ database, objects, deployment, shared: true, place: postgresPlace(settings.url), close },
      announce: async (url) => lock?.announce(url),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function postgresSettings(config: StorageConfig): PostgresSettings {
  const { databaseUrl: url = '', databaseTls: tls, databaseCertificates: certificates } = config;
  return { url, tls, certificates, connections: config.databaseConnections, milliseconds: config.databaseMilliseconds };
}

async function openObjects(config: StorageConfig) {
  const { S3Objects } = await import('./objects/s3/objects.js');
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(config.objectStore ?? '') ?? [];
  const { awsAccessKeyId: accessKeyId, awsSecretAccessKey: secretAccessKey, awsSessionToken: sessionToken } = config;
  return S3Objects.open({
    ...{ bucket, prefix: path === '' || path.endsWith('/') ? path : `${path}/` },
    ...{ endpoint: config.awsEndpoint, region: config.awsRegion },
    pathStyle: config.objectStorePathStyle || config.awsEndpoint !== undefined,
    encryption: config.objectStoreEncryption === 'none' ? undefined : config.objectStoreEncryption,
    kmsKey: config.objectStoreKmsKey,
    credentials:
      accessKeyId === undefined || secretAccessKey === undefined
        ? undefined
        : { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
  });
}

/** Proves on the way that objects can be listed, read, written and deleted. */
async function oneDeployment(
  database: Database,
  objects: Objects & { putNew(key: string, bytes: Uint8Array): Promise<boolean> },
  { objectStore = '' }: StorageConfig,
): Promise<string> {
  const { notOpened } = await import('./objects/s3/faults.js');
  try {
    const found = await objects.get(MARKER);
    if (found === undefined) await requireEmpty(objects, objectStore);
    const id = await database.settings.setOnce('deployment_id', randomUUID());
    if (found === undefined) await objects.putNew(MARKER, Buffer.from(id));
    await objects.delete(['probe']);
    const marked = Buffer.from((await objects.get(MARKER)) ?? []).toString();
    if (marked === id) return id;
    throw foreign(objectStore, `it belongs to deployment ${marked}, and the database to ${id}`);
  } catch (error) {
    throw error instanceof SetupError ? error : notOpened(objectStore, error);
  }
}

async function requireEmpty(objects: Objects, objectStore: string): Promise<void> {
  // Another server of this deployment, at its own first start, may have marked the prefix since: that is compared below.
  for await (const { key } of objects.list(''))
    if (key !== MARKER) throw foreign(objectStore, `it has objects of another program (${key})`);
}

const foreign = (objectStore: string, reason: string) =>
  new SetupError(
    'OBJECT_STORE_FOREIGN',
    `${objectStore} is not of this deployment: ${reason}. Nothing was touched. Correct OBJECT_STORE or DATABASE_URL; give each deployment a prefix of its own.`,
  );
