import { z } from 'zod';
import { accessSettings } from './access.js';
import { encoderSettings } from './encoder.js';
import { hubSettings } from './hub.js';
import { limitSettings } from './limits.js';
import { OWN_PATHS, publicPath } from './public-path.js';
import { remoteEncoderSettings } from './remote-encoder.js';
import { rerankerSettings } from './reranker.js';
import { serverSettings } from './server.js';
import { describeSetting } from './setting.js';
import { tracingSettings } from './tracing.js';
import { storageSettings } from './storage.js';
import { SetupError } from '../lib/errors.js';

/** The whole configuration, one object a section. docs/configuration.md is generated from it. */
export const configSchema = z.object({
  server: serverSettings,
  storage: storageSettings,
  encoder: encoderSettings,
  remoteEncoder: remoteEncoderSettings,
  limits: limitSettings,
  access: accessSettings,
  reranker: rerankerSettings,
  hub: hubSettings,
  tracing: tracingSettings,
});

export type Config = z.output<typeof configSchema>;
export type ServerConfig = Config['server'];
export type StorageConfig = Config['storage'];
export type EncoderConfig = Config['encoder'];
export type RemoteEncoderConfig = Config['remoteEncoder'];
export type Limits = Config['limits'];
export type AccessConfig = Config['access'];
export type RerankerConfig = Config['reranker'];
export type HubConfig = Config['hub'];

/** One declared setting with its place in the configuration. */
export interface DeclaredSetting {
  readonly section: keyof Config;
  readonly name: string;
  readonly schema: z.ZodType;
  readonly env: string;
  readonly description: string;
  readonly secret: boolean;
}

/** Every declared setting, in the order of the reference page. */
export function declaredSettings(): DeclaredSetting[] {
  return Object.entries(configSchema.shape).flatMap(([section, schema]) =>
    Object.entries(schema.shape).map(([name, field]) => {
      const description = describeSetting(field as z.ZodType);
      if (!description) throw new Error(`${section}.${name} is declared without setting()`);
      return { section: section as keyof Config, name, schema: field as z.ZodType, secret: false, ...description };
    }),
  );
}

/**
 * Reads the configuration from environment-like values (an empty text counts as not set).
 * @throws SetupError CONFIGURATION_INVALID, naming every wrong setting.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const input: Record<string, Record<string, string>> = {};
  const names = new Map<string, string>();
  for (const { section, name, env } of declaredSettings()) {
    const value = environment[env];
    const values = (input[section] ??= {});
    if (value !== undefined && value !== '') values[name] = value;
    names.set(`${section}.${name}`, env);
  }
  const result = configSchema.safeParse(input);
  const faults = result.success
    ? contradictions(result.data)
    : result.error.issues.map(
        (issue) => `${names.get(issue.path.slice(0, 2).join('.')) ?? issue.path.join('.')}: ${issue.message}`,
      );
  if (result.success && faults.length === 0) return result.data;
  throw new SetupError(
    'CONFIGURATION_INVALID',
    `The configuration is not usable. ${faults.join('; ')}. See docs/configuration.md.`,
  );
}

/** Settings that are good by themselves and not together. */
function contradictions({ limits, server, encoder, remoteEncoder }: Config): string[] {
  const faults: string[] = [];
  if (remoteEncoder.url !== undefined && encoder.model === 'demo') {
    faults.push('MODEL: ENCODER_URL is set, so it has to be the name of what that service serves, or a preset');
  }
  if (remoteEncoder.protocol === 'cohere' && (remoteEncoder.documentPrompt || remoteEncoder.queryPrompt)) {
    faults.push(
      'ENCODER_PROTOCOL: cohere has no place for ENCODER_DOCUMENT_PROMPT and ENCODER_QUERY_PROMPT; leave them out',
    );
  }
  const [, first = ''] = publicPath(server.publicUrl).split('/');
  if (OWN_PATHS.has(first)) {
    faults.push(`PUBLIC_URL: its path begins with /${first}, which the server has for itself; choose another path`);
  }
  if (limits.searchWindow < limits.searchLimit) {
    faults.push(
      `MAX_SEARCH_WINDOW: it is ${limits.searchWindow}, less than one page of MAX_SEARCH_LIMIT=${limits.searchLimit}; raise it, or lower that`,
    );
  }
  if (limits.filesPerRequest < limits.imagesPerIngest) {
    faults.push(
      `MAX_FILES_PER_REQUEST: it is ${limits.filesPerRequest}, so that the ${limits.imagesPerIngest} pictures of MAX_IMAGES_PER_INGEST cannot be uploaded; raise it, or lower that`,
    );
  }
  if (limits.bodyMemoryBytes < 2 * Math.max(limits.bodyBytes, limits.uploadBytes)) {
    faults.push(
      `BODY_MEMORY_BYTES: it is ${limits.bodyMemoryBytes}, of which one client has half: too little for one body of MAX_BODY_BYTES=${limits.bodyBytes} or MAX_UPLOAD_BYTES=${limits.uploadBytes}; raise it, or lower those`,
    );
  }
  if (limits.bodyDepth < limits.metadataDepth + DEPTH_AROUND_METADATA) {
    faults.push(
      `MAX_BODY_DEPTH: it is ${limits.bodyDepth}, too little for metadata of MAX_METADATA_DEPTH=${limits.metadataDepth} in a request; raise it, or lower that`,
    );
  }
  return faults;
}

/** Body, variables, list of pictures, picture. */
const DEPTH_AROUND_METADATA = 4;

/** What is wrong with a value of a setting; undefined where nothing is. */
export function settingFault(env: string, value: string): string | undefined {
  const setting = declaredSettings().find((declared) => declared.env === env);
  if (!setting) throw new Error(`${env} is no setting`);
  return setting.schema.safeParse(value).error?.issues[0]?.message;
}

/** The configuration as it may be logged: secrets replaced by whether they are set. */
export function redactedConfig(config: Config): Record<string, Record<string, unknown>> {
  const redacted: Record<string, Record<string, unknown>> = {};
  for (const { section, name, secret } of declaredSettings()) {
    const value = (config[section] as Record<string, unknown>)[name];
    if (value === undefined) continue;
    (redacted[section] ??= {})[name] = secret ? '(set)' : value;
  }
  return redacted;
}
