import type { VectorEngine } from '../storage/vectors/engine.js';

/** The same engine for a second user, who does not close it. */
export const keptOpen = (engine: VectorEngine): VectorEngine => ({
  kind: engine.kind,
  address: engine.address,
  indexing: engine.indexing,
  collections: () => engine.collections(),
  create: (name, properties) => engine.create(name, properties),
  open: (name) => engine.open(name),
  drop: (name) => engine.drop(name),
  legacyActive: (base) => engine.legacyActive(base),
  healthy: () => engine.healthy(),
  close: async () => undefined,
});
