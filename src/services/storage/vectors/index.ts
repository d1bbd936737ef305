export { indexMetadata, revisionOf } from './digests.js';
export { openVectorStore, type OpenVectorStoreOptions, vectorStoreAddress, vectorStoreKind } from './open.js';
export { Reindexing, type ReindexOutcome, type ReindexTarget } from './reindexing.js';
export { synchronise, type SynchroniseOutcome } from './synchronise.js';
export type * from './types.js';
