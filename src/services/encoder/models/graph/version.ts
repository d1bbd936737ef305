/** Counts with every change of a graph that is written from the same checkpoint and description. */
export const GRAPH_VERSION = 3;
