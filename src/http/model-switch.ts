import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { LeopardError, SetupError } from '../lib/errors.js';
import type { ModelSwitch, ModelSwitchStatus, SwitchPlan } from '../services/generations/model-switch.js';
import { forOperators } from './operator.js';

export interface ModelSwitchParts {
  readonly dataFolder: string;
  readonly modelSwitch: ModelSwitch;
  /** Reads JSON bodies of that many bytes. */
  readonly readBodies: (bytes: number) => RequestHandler;
}

const BODY_BYTES = 16 * 1024;

const target = z.strictObject({ model: z.string().min(1), encoderUrl: z.url({ protocol: /^https?$/ }).nullable() });
const body = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('start'), target }),
  z.strictObject({ action: z.literal('plan'), target }),
  z.strictObject({ action: z.literal('back') }),
  z.strictObject({ action: z.literal('drop') }),
  z.strictObject({ action: z.literal('status') }),
]);

export type ModelSwitchRequest = z.output<typeof body>;
export type ModelSwitchAnswer =
  | { readonly plan: SwitchPlan }
  | { readonly status: ModelSwitchStatus | null }
  | { readonly error: { readonly code: string; readonly message: string } };

/** `POST /model-switch`, for `leopard models switch` beside a running server. */
export function modelSwitchRouter({ dataFolder, modelSwitch, readBodies }: ModelSwitchParts): Router {
  const authenticate = forOperators(dataFolder, 'leopard models switch');
  return Router().post('/model-switch', authenticate, readBodies(BODY_BYTES), async (request, response) => {
    const asked = body.safeParse(request.body);
    if (!asked.success) {
      response.status(400).json({ error: { code: 'BAD_USER_INPUT', message: z.prettifyError(asked.error) } });
      return;
    }
    try {
      response.json(await act(modelSwitch, asked.data));
    } catch (error) {
      if (!(error instanceof LeopardError) && !(error instanceof SetupError)) throw error;
      response.status(409).json({ error: { code: error.code, message: error.message } });
    }
  });
}

async function act(modelSwitch: ModelSwitch, request: ModelSwitchRequest): Promise<ModelSwitchAnswer> {
  switch (request.action) {
    case 'plan':
      return { plan: await modelSwitch.plan(request.target) };
    case 'start':
      await modelSwitch.start(request.target);
      break;
    case 'back':
      await modelSwitch.back();
      break;
    case 'drop':
      await modelSwitch.drop();
      break;
    case 'status':
      break;
  }
  return { status: await modelSwitch.status() };
}
