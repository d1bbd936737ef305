import type { Clock } from '../../../lib/clock.js';
import { type AnswerForm, nextForm } from './forms.js';

/** What a service is asked to do beyond the protocol's core; each is given up where it is refused. */
export interface Abilities {
  readonly form: AnswerForm;
  readonly temperature: boolean;
  /** `reasoning_effort`. */
  readonly effort: boolean;
  /** A message of the role `system`; else the rules lead the user's message. */
  readonly system: boolean;
  /** Names of the token limit, the one in use first: OpenAI's newer models know only `max_completion_tokens`, many others only `max_tokens`. */
  readonly tokenLimits: readonly ('max_completion_tokens' | 'max_tokens' | 'none')[];
  /** The largest token limit that the model takes. */
  readonly mostTokens: number;
}

/** What a service may not know; the client then does without. */
export type Capability = 'form' | 'temperature' | 'effort' | 'system' | 'tokenLimit';

/** What is left to ask for; undefined where nothing can be given up. */
export function without(abilities: Abilities, capability: Capability): Abilities | undefined {
  if (capability === 'form') {
    const form = nextForm(abilities.form);
    return form && { ...abilities, form };
  }
  if (capability === 'tokenLimit') {
    const tokenLimits = abilities.tokenLimits.slice(1);
    return tokenLimits.length > 0 ? { ...abilities, tokenLimits } : undefined;
  }
  return abilities[capability] ? { ...abilities, [capability]: false } : undefined;
}

/** The plainest request: for a refusal that does not say what it is about. Undefined where it is that already. */
export function plainest(abilities: Abilities): Abilities | undefined {
  const { form, temperature, effort } = abilities;
  if (form === 'text' && !temperature && !effort) return undefined;
  return { ...abilities, form: 'text', temperature: false, effort: false };
}

/** The names of what differs, for the log. */
export function difference(before: Abilities, after: Abilities): string {
  return (Object.keys(after) as (keyof Abilities)[]).filter((name) => before[name] !== after[name]).join(', ');
}

/** How long a service is taken for what it refused, in ms: it may have been updated, or one answer was an accident. */
export const KEPT = 60 * 60 * 1000;

/** What each model was found to take, for a time. */
export class KnownAbilities {
  private readonly lowered = new Map<string, { readonly abilities: Abilities; readonly until: number }>();

  constructor(
    private readonly initial: (model: string) => Abilities,
    private readonly clock: Clock,
  ) {}

  of(model: string): Abilities {
    const known = this.lowered.get(model);
    if (known && known.until > this.clock.now()) return known.abilities;
    this.lowered.delete(model);
    return this.initial(model);
  }

  lower(model: string, abilities: Abilities): void {
    const until = this.lowered.get(model)?.until ?? this.clock.now() + KEPT;
    this.lowered.set(model, { abilities, until });
  }
}
