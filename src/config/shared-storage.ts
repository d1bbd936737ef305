import { z } from 'zod';
import { address } from './addresses.js';
import { flag, oneOf, setting, whole } from './setting.js';

const OBJECT_STORE = /^s3:\/\/[a-z0-9][a-z0-9.-]+(\/[A-Za-z0-9._/-]*)?$/;

/** Of a collection that several servers share: a database and an object store of their own. */
export const sharedStorageSettings = {
  databaseUrl: setting(
    z
      .string()
      .refine(isPostgres, 'it has to be an address such as postgres://user:password@host:5432/leopard')
      .optional(),
    'DATABASE_URL',
    'Postgres database of a collection that several servers share (`postgres://user:password@host/name`), in place of SQLite in DATA_FOLDER. Needs OBJECT_STORE, and a Milvus address in VECTOR_STORE.',
    { secret: true },
  ),
  databaseTls: setting(
    z.enum(['verify', 'off'], { error: 'it has to be one of verify, off' }).optional(),
    'DATABASE_TLS',
    '`verify`: TLS with a checked certificate, the default beyond this machine; `off` where the network between is trusted.',
  ),
  databaseCertificates: setting(
    z.string().optional(),
    'DATABASE_TLS_CA',
    'File of the certificate authority (PEM) of the database, where the system does not know it.',
  ),
  databaseConnections: setting(
    whole(10, 2, 1000),
    'DATABASE_CONNECTIONS',
    'Connections of one server to Postgres at most; one more listens for changes.',
  ),
  databaseMilliseconds: setting(
    whole(10_000, 100),
    'DATABASE_MS',
    'Time for one statement in Postgres, in milliseconds; past it, it fails as STORAGE_UNAVAILABLE.',
  ),
  objectStore: setting(
    z.string().regex(OBJECT_STORE, 'it has to be s3://bucket or s3://bucket/prefix').optional(),
    'OBJECT_STORE',
    'Bucket for pictures, `s3://bucket/prefix`: of S3 or of what speaks its protocol (MinIO, R2, Ceph). Goes with DATABASE_URL.',
  ),
  objectStorePathStyle: setting(
    flag(false),
    'OBJECT_STORE_PATH_STYLE',
    'Address the bucket as `https://host/bucket` in place of `https://bucket.host`; always so where AWS_ENDPOINT_URL is given.',
  ),
  objectStoreEncryption: setting(
    oneOf(['none', 'AES256', 'aws:kms'], 'none'),
    'OBJECT_STORE_ENCRYPTION',
    'Encryption at rest that the object store is asked for; `none` leaves it to the settings of the bucket.',
  ),
  objectStoreKmsKey: setting(
    z.string().optional(),
    'OBJECT_STORE_KMS_KEY',
    'Key for `aws:kms`; left out, that of the bucket.',
  ),
  awsEndpoint: setting(
    address().optional(),
    'AWS_ENDPOINT_URL',
    'Address of an object store that is not AWS, such as http://minio:9000.',
  ),
  awsRegion: setting(z.string().default('us-east-1'), 'AWS_REGION', 'Region of the bucket.'),
  awsAccessKeyId: setting(
    z.string().optional(),
    'AWS_ACCESS_KEY_ID',
    'Access key of the object store. Left out, it is found as the AWS tools find it, such as by the role of the machine.',
    { secret: true },
  ),
  awsSecretAccessKey: setting(z.string().optional(), 'AWS_SECRET_ACCESS_KEY', 'Its secret.', { secret: true }),
  awsSessionToken: setting(z.string().optional(), 'AWS_SESSION_TOKEN', 'Token of temporary credentials.', {
    secret: true,
  }),
};

function isPostgres(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text);
}

interface Chosen {
  readonly databaseUrl?: string | undefined;
  readonly objectStore?: string | undefined;
  readonly vectorStore?: string | undefined;
  readonly awsAccessKeyId?: string | undefined;
  readonly awsSecretAccessKey?: string | undefined;
}

/** What several servers share has to be outside of all of them. */
export function sharedStorageFaults(chosen: Chosen): string[] {
  const { databaseUrl, objectStore, vectorStore, awsAccessKeyId, awsSecretAccessKey } = chosen;
  const faults: string[] = [];
  if (databaseUrl !== undefined && objectStore === undefined) {
    faults.push(
      'DATABASE_URL, OBJECT_STORE: a shared database with pictures in a folder of one server; set OBJECT_STORE=s3://bucket/prefix, or leave DATABASE_URL out',
    );
  }
  if (databaseUrl !== undefined && !/^https?:\/\//i.test(vectorStore ?? '')) {
    faults.push(
      `DATABASE_URL, VECTOR_STORE: a shared database with an index that ${vectorStore === undefined ? 'lies in a folder' : 'is embedded in'} one server; set VECTOR_STORE to the http(s) address of a Milvus, or leave DATABASE_URL out`,
    );
  }
  if (databaseUrl === undefined && objectStore !== undefined) {
    faults.push(
      'OBJECT_STORE, DATABASE_URL: pictures in a bucket go with a shared database; set DATABASE_URL, or leave OBJECT_STORE out',
    );
  }
  if ((awsAccessKeyId === undefined) !== (awsSecretAccessKey === undefined)) {
    faults.push('AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY: one without the other; set both, or none');
  }
  return faults;
}
