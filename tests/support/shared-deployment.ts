import { MilvusStandalone, ROOT_TOKEN } from './milvus-standalone.js';
import { PostgresServer } from './postgres.js';
import { pythonEnvironment } from './python-env.js';
import { S3Server } from './s3-server.js';

/** A real Postgres, S3 server and Milvus, which any number of deployments may use. */
export class SharedEngines {
  private constructor(
    readonly postgres: PostgresServer,
    readonly s3: S3Server,
    readonly milvus: MilvusStandalone,
  ) {}

  /** @param milvusSessionSeconds for which Milvus may stand still */
  static async start(milvusSessionSeconds?: number): Promise<SharedEngines> {
    const environment = await pythonEnvironment('milvus-standalone');
    const [postgres, s3, milvus] = await Promise.all([
      PostgresServer.start(),
      S3Server.start(),
      MilvusStandalone.start(environment ?? '', milvusSessionSeconds),
    ]);
    return new SharedEngines(postgres, s3, milvus);
  }

  /** Settings of a deployment of its own, by environment name. */
  async deployment(): Promise<Record<string, string>> {
    return {
      DATABASE_URL: await this.postgres.database(),
      ...(await this.s3.bucket()),
      VECTOR_STORE: this.milvus.address,
      VECTOR_STORE_TOKEN: ROOT_TOKEN,
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.postgres.stop(), this.s3.stop(), this.milvus.stop()]);
  }
}
