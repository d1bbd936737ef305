import type { Part, Question } from '../data/question.js';
import { useT } from '../i18n/i18n.js';
import { CloseIcon } from '../ui/icons.js';
import { LoadedImage } from '../ui/loaded-image.js';

interface Props {
  readonly question: Question;
  readonly onChange: (change: Pick<Question, 'like' | 'unlike'>) => void;
}

/** Strongest weight of a part; the question itself has 1. */
const STRONGEST = 2;

/** Pictures that hits should resemble more or less: each can be weighed and taken away. */
export function Parts({ question, onChange }: Props) {
  const t = useT();
  const sides = [
    ['like', question.like ?? []],
    ['unlike', question.unlike ?? []],
  ] as const;
  if (sides.every(([, parts]) => parts.length === 0)) return null;
  return (
    <ul className="parts" aria-label={t('parts.label')}>
      {sides.flatMap(([side, parts]) =>
        parts.map((part, index) => {
          const put = (...next: Part[]): void => onChange({ [side]: parts.toSpliced(index, 1, ...next) });
          return (
            <li key={`${side}${index}`} data-side={side}>
              <span>{t(`parts.${side}`)}</span>
              <LoadedImage src={part.picture.preview} alt={part.picture.label} width={32} height={32} />
              <input
                type="range"
                min={0.1}
                max={STRONGEST}
                step={0.1}
                defaultValue={part.weight}
                aria-label={t('parts.weight', { name: part.picture.label })}
                onPointerUp={({ currentTarget }) => put({ ...part, weight: Number(currentTarget.value) })}
                onKeyUp={({ currentTarget }) => put({ ...part, weight: Number(currentTarget.value) })}
              />
              <button
                type="button"
                className="button-icon"
                aria-label={t('parts.remove', { name: part.picture.label })}
                onClick={() => put()}
              >
                <CloseIcon />
              </button>
            </li>
          );
        }),
      )}
    </ul>
  );
}
