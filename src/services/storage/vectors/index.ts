export { indexMetadata, revisionOf } from './digests.js';
export type { VectorEngine } from './engine.js';
export { openVectorEngine, vectorStoreAddress, vectorStoreKind } from './open.js';
export type * from './types.js';
export { VectorIndex } from './vector-index.js';
