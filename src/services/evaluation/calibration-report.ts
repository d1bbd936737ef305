import type { Calibration, JudgedGroup, Thresholds } from './calibrate.js';
import { MATCH_QUALITIES } from '../search/relevance/quality.js';
import { table } from './report.js';

/** How the questions were judged, and the settings that would tell them apart best. */
export function calibrationText(target: string, { groups, thresholds }: Calibration): string {
  const rows = [...groups, ...totals(groups)].map((judged) => [
    judged.group,
    judged.answerable ? 'something' : 'nothing',
    String(judged.answers.length),
    ...MATCH_QUALITIES.map((quality) => share(judged, quality)),
  ]);
  const header = ['group', 'answered by', 'queries', ...MATCH_QUALITIES];
  return `${target}\n\n${table([header, ...rows])}\n\n${settingsText(thresholds)}`;
}

function totals(groups: readonly JudgedGroup[]): JudgedGroup[] {
  return [true, false].flatMap((answerable) => {
    const answers = groups.filter((group) => group.answerable === answerable).flatMap((group) => group.answers);
    return answers.length === 0 ? [] : [{ group: 'all', answerable, answers }];
  });
}

function share({ answers }: JudgedGroup, quality: string): string {
  const count = answers.filter(({ match }) => match === quality).length;
  return `${((100 * count) / answers.length).toFixed(1)} %`;
}

const settingsText = ({ weak, strong }: Thresholds) =>
  `These settings tell them apart best:\n\nMATCH_WEAK=${weak.toFixed(3)}\nMATCH_STRONG=${strong.toFixed(3)}`;
