import { addressOf, navigate, type Step } from '../data/location.js';
import { messages } from '../messages.js';

/** The way back through a refinement. */
export function Trail({ steps }: { readonly steps: readonly Step[] }) {
  if (steps.length === 0) return null;
  return (
    <nav className="trail" aria-label={messages.trail.label}>
      <ol>
        {steps.map((step, index) => (
          <li key={step.searchId}>
            <a
              href={addressOf({ view: 'search', searchId: step.searchId })}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey) return;
                event.preventDefault();
                navigate({ view: 'search', searchId: step.searchId, trail: steps.slice(0, index) });
              }}
            >
              {step.preview && <img src={step.preview} alt="" width={28} height={28} />}
              <bdi>{step.instruction || messages.ask.saying.picture}</bdi>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
