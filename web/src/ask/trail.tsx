import { addressOf, navigate, type Step } from '../data/location.js';
import { useT } from '../i18n/i18n.js';
import { LoadedImage } from '../ui/loaded-image.js';

interface Props {
  readonly steps: readonly Step[];
  /** The search on screen, at the end of the trail. */
  readonly current: Step | undefined;
}

/** The way back through a refinement. */
export function Trail({ steps, current }: Props) {
  const t = useT();
  if (steps.length === 0) return null;
  return (
    <nav className="trail" aria-label={t('trail')}>
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
              <StepWords step={step} />
            </a>
          </li>
        ))}
        {current && (
          <li>
            <span aria-current="page">
              <StepWords step={current} />
            </span>
          </li>
        )}
      </ol>
    </nav>
  );
}

function StepWords({ step }: { readonly step: Step }) {
  const t = useT();
  return (
    <>
      {step.preview && <LoadedImage src={step.preview} alt="" width={28} height={28} />}
      <bdi>{step.instruction || t('ask.saying.picture')}</bdi>
    </>
  );
}
