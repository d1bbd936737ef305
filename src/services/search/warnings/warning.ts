/** Something that a client should know, though its request was answered. */
export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
}

export const WARNING_CODES = [
  'LANGUAGE_NOT_SUPPORTED',
  'UNKNOWN_METADATA_KEY',
  'NO_MATCH',
  'INSTRUCTION_HAD_NO_EFFECT',
  'PICTURE_HAD_NO_EFFECT',
  'SEARCH_NOT_KEPT',
] as const;
export type WarningCode = (typeof WARNING_CODES)[number];

export const SEARCH_NOT_KEPT: Warning = {
  code: 'SEARCH_NOT_KEPT',
  message:
    'The search was answered but could not be kept: its id is good for a while only. The server has no room left; tell its operator.',
};
