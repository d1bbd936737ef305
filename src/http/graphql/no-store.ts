import type { RequestHandler } from 'express';

/** Answers are of the moment, and for whoever asked: no cache keeps them. */
export const keepNoAnswer: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};
