import { isEmpty, type Question } from '../data/question.js';
import { useT } from '../i18n/i18n.js';

/** What is being asked, as a sentence. */
export function Saying({ question }: { readonly question: Question }) {
  const t = useT();
  const instruction = question.instruction.trim();
  const sentence = !question.picture
    ? t('ask.saying.text', { instruction })
    : instruction === ''
      ? question.region
        ? t('ask.saying.part')
        : t('ask.saying.picture')
      : question.region
        ? t('ask.saying.composedPart', { instruction })
        : t('ask.saying.composed', { instruction });
  return (
    <p className="saying" aria-live="polite">
      <bdi>{isEmpty(question) ? '' : sentence}</bdi>
    </p>
  );
}
