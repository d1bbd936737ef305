import { Option } from 'commander';
import type { SearchGeneration } from '../../services/search/types.js';

/** Which of two models is asked, while `leopard models switch` replaces one by the other. */
export const generationOption = () =>
  new Option(
    '--generation <active or beside>',
    'during a switch of models: ask the one that answers, or the one beside it',
  )
    .choices(['active', 'beside'])
    .argParser((value: string) => value.toUpperCase() as SearchGeneration);
