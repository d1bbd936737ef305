import express, { type RequestHandler } from 'express';

/** Reads JSON bodies up to a size; what is no JSON is left to Apollo, which says so in GraphQL's form. */
export function readJsonBodies(maximumBytes: number): RequestHandler {
  return express.json({ limit: maximumBytes, type: ['application/json', 'application/graphql+json'], strict: true });
}
